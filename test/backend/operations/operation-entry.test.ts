import { expect } from "chai";
import fc from "fast-check";
import {
  canonicalJson,
  entryHash,
  parseEntry,
  sealEntry,
  serializeEntry,
} from "../../../backend/operations/operation-entry";
import { loggedOperation } from "../../support/logged-operation";

const STACK = { project: "base", stack: "dev" } as const;

describe("canonicalJson", () => {
  it("sorts keys at every depth, leaves out what is undefined, and keeps the order of lists", () => {
    expect(canonicalJson({ b: [2, { d: null, c: "ü" }], a: undefined, A: true })).to.equal(
      '{"A":true,"b":[2,{"c":"ü","d":null}]}',
    );
  });

  it("writes every JSON value so that it is read back as it was", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).to.deep.equal(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(JSON.parse(text))).to.equal(text);
      }),
    );
  });
});

describe("sealEntry", () => {
  it("gives an entry a place, the hash of the one before, and its own", () => {
    const entry = sealEntry(STACK, 2, "abc", loggedOperation());
    expect(entry).to.deep.equal({
      ...loggedOperation(),
      ...STACK,
      format: 1,
      sequence: 2,
      previous: "abc",
      hash: "d86060e6ee9aa25114778711c307f1324f963c7a468699f791677557a092e342",
    });
  });

  it("keeps the beginning of a long reason", () => {
    const { reason } = sealEntry(STACK, 1, null, loggedOperation({ reason: "x".repeat(5000) }));
    expect(reason).to.equal("x".repeat(1000));
  });

  it("gives the hash that a reader of the stored bytes computes", () => {
    const entry = sealEntry(
      STACK,
      1,
      null,
      loggedOperation({ fence: undefined, commit: { id: "a", dirty: true } }),
    );
    const read = parseEntry(Buffer.from(serializeEntry(entry)));
    expect(read && entryHash(read)).to.equal(entry.hash);
  });

  it("gives another hash when anything in it is another", () => {
    const { hash } = sealEntry(STACK, 1, null, loggedOperation());
    const others = [
      sealEntry({ ...STACK, stack: "prod" }, 1, null, loggedOperation()),
      sealEntry(STACK, 2, null, loggedOperation()),
      sealEntry(STACK, 1, "", loggedOperation()),
      sealEntry(STACK, 1, null, loggedOperation({ reason: "" })),
      sealEntry(STACK, 1, null, loggedOperation({ changes: { create: 2 } })),
    ];
    expect(others.map((other) => other.hash)).to.not.include(hash);
    expect(new Set(others.map((other) => other.hash)).size).to.equal(others.length);
  });
});

describe("parseEntry", () => {
  const whole = sealEntry(STACK, 1, null, loggedOperation());

  it("reads what was sealed", () => {
    expect(parseEntry(Buffer.from(serializeEntry(whole)))).to.deep.equal(JSON.parse(JSON.stringify(whole)));
  });

  const wrong: ReadonlyArray<readonly [string, string]> = [
    ["nothing", ""],
    ["a part of one", serializeEntry(whole).slice(0, 40)],
    ["null", "null"],
    ["another format", JSON.stringify({ ...whole, format: 2 })],
    ["an unknown project", JSON.stringify({ ...whole, project: "other" })],
    ["an unknown outcome", JSON.stringify({ ...whole, outcome: "fine" })],
    ["one without a hash", JSON.stringify({ ...whole, hash: undefined })],
    ["one without an actor", JSON.stringify({ ...whole, who: null })],
  ];
  for (const [what, text] of wrong) {
    it(`takes ${what} for no entry`, () => {
      expect(parseEntry(Buffer.from(text))).to.equal(undefined);
    });
  }
});
