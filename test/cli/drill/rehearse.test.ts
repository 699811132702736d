import { expect } from "chai";
import { rehearse } from "../../../cli/drill/rehearse";
import { checkpointBody, STACK_RESOURCE } from "../../support/checkpoint-body";
import { failureOf } from "../../support/command-context";
import { memoryBucket } from "../../support/memory-bucket";

const STACK = { project: "base", stack: "dev" } as const;
const KEY = ".pulumi/stacks/base/dev.json";
const live = { key: KEY, body: Buffer.from(checkpointBody([STACK_RESOURCE])), etag: '"live"' };
const secrets = { dataKey: async (encryptedKey: Uint8Array) => encryptedKey };

describe("rehearse", () => {
  it("names the step at which the engine sees something else", async () => {
    const open = async () => 7;
    const rehearsing = { bucket: memoryBucket(), secrets, open, now: () => 0, pause: () => undefined };
    const { rehearsals } = await rehearse(rehearsing, STACK, live);
    expect(rehearsals.find(({ step }) => step === "opened by the engine")?.fault).to.equal(
      "the engine sees 7 resources, expected 1",
    );
  });

  it("names why the engine could not open it, and goes on", async () => {
    const open = async () => {
      throw new Error("the key is disabled");
    };
    const rehearsing = { bucket: memoryBucket(), secrets, open, now: () => 0, pause: () => undefined };
    const { rehearsals } = await rehearse(rehearsing, STACK, live);
    const opened = rehearsals.filter(({ step }) => step === "opened by the engine");
    expect(opened.map(({ fault }) => fault)).to.deep.equal(Array(3).fill("the key is disabled"));
  });

  it("stops at the next step when it is told to", async () => {
    let steps = 0;
    const pause = () => {
      steps += 1;
      if (steps === 3) {
        throw new Error("interrupted");
      }
    };
    const rehearsing = { bucket: memoryBucket(), secrets, open: async () => 1, now: () => 0, pause };
    expect((await failureOf(rehearse(rehearsing, STACK, live))).message).to.equal("interrupted");
    expect(steps).to.equal(3);
  });

  it("refuses a live state that cannot be read", async () => {
    const rehearsing = {
      bucket: memoryBucket(),
      secrets,
      open: async () => 1,
      now: () => 0,
      pause: () => undefined,
    };
    const { name } = await failureOf(
      rehearse(rehearsing, STACK, { ...live, body: live.body.subarray(0, 50) }),
    );
    expect(name).to.equal("CheckpointInvalid");
  });
});
