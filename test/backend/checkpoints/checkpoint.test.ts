import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { compressionOf, parseCheckpoint } from "../../../backend/checkpoints/checkpoint";

const RESOURCE = { urn: "urn:pulumi:dev::base::pulumi:pulumi:Stack::base-dev", type: "pulumi:pulumi:Stack" };
const FILE = {
  version: 3,
  checkpoint: {
    stack: "organization/base/dev",
    latest: {
      manifest: { time: "2026-01-31T12:00:00Z", version: "v3.256.0" },
      secrets_providers: { type: "cloud" },
      resources: [RESOURCE],
      pending_operations: [{ type: "creating", resource: RESOURCE }],
    },
  },
};

const bytes = (text: string) => Buffer.from(text);
const whole = bytes(JSON.stringify(FILE));
const zstd = (body: Buffer) => {
  const header = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0, 0, 0, 0]);
  header.writeUInt32LE(body.length, 5);
  const block = Buffer.alloc(3);
  block.writeUIntLE((body.length << 3) | 1, 0, 3);
  return Buffer.concat([header, block, body]);
};

describe("parseCheckpoint", () => {
  for (const [compression, body] of [
    ["none", whole],
    ["gzip", gzipSync(whole)],
    ["zstd", zstd(whole)],
  ] as const) {
    it(`reads a checkpoint whose compression is ${compression}`, () => {
      expect(compressionOf(body)).to.equal(compression);
      expect(parseCheckpoint(body)).to.deep.equal({
        version: 3,
        resources: [RESOURCE],
        pendingOperations: [{ type: "creating", resource: RESOURCE }],
        manifest: { time: "2026-01-31T12:00:00Z", version: "v3.256.0" },
        secretsProvider: "cloud",
      });
    });

    it(`refuses one that was cut off, compression ${compression}`, () => {
      expect(() => parseCheckpoint(body.subarray(0, body.length / 2)))
        .to.throw("the checkpoint cannot be used: ")
        .with.property("name", "CheckpointInvalid");
    });
  }

  it("knows a stack that was never deployed", () => {
    const { resources } = parseCheckpoint(bytes('{"version":3,"checkpoint":{"latest":null}}'));
    expect(resources).to.deep.equal([]);
  });

  const refused: ReadonlyArray<readonly [string, string, string]> = [
    ["an empty object", "", "the checkpoint cannot be used: it is empty"],
    [
      "something else's JSON",
      '{"a":1}',
      "the checkpoint cannot be used: it has no `version` and `checkpoint`, so Pulumi did not write it",
    ],
    [
      "another version",
      '{"version":9,"checkpoint":{}}',
      "the checkpoint cannot be used: it has version 9 of the format; only 3 is known",
    ],
  ];
  for (const [what, text, message] of refused) {
    it(`refuses ${what}`, () => {
      expect(() => parseCheckpoint(bytes(text))).to.throw(message);
    });
  }
});
