import { expect } from "chai";
import * as fc from "fast-check";
import {
  afterInvocation,
  type Batch,
  type Invocation,
  type RetryRules,
  type SequencedRecord,
  withoutExpired,
} from "../../../local/streams/retry-rules";

const RULES: RetryRules = {
  maximumRetryAttempts: 3,
  maximumRecordAgeInSeconds: -1,
  bisectBatchOnFunctionError: false,
  reportBatchItemFailures: true,
};
const FAILED: Invocation = { kind: "failed", functionError: "Unhandled" };

function records(...names: readonly string[]): SequencedRecord[] {
  return names.map((sequenceNumber, index) => ({ sequenceNumber, createdAt: index * 1000 }));
}

function batch(names: string, failures = 0): Batch<SequencedRecord> {
  return { records: records(...names), failures };
}

function reporting(...identifiers: readonly unknown[]): Invocation {
  return {
    kind: "answered",
    payload: { batchItemFailures: identifiers.map((itemIdentifier) => ({ itemIdentifier })) },
  };
}

/** Batches as `<records>:<failures>`. */
function shown(batches: readonly Batch<SequencedRecord>[]): string[] {
  return batches.map(({ records: held, failures }) => {
    return `${held.map(({ sequenceNumber }) => sequenceNumber).join("")}:${failures}`;
  });
}

describe("afterInvocation", () => {
  for (const payload of [null, {}, { batchItemFailures: [] }, { batchItemFailures: null }, "done"]) {
    it(`takes ${JSON.stringify(payload)} as success`, () => {
      expect(afterInvocation(batch("abc"), { kind: "answered", payload }, RULES)).to.deep.equal({
        remaining: [],
      });
    });
  }

  it("ignores reported failures that the mapping does not ask for", () => {
    const rules = { ...RULES, reportBatchItemFailures: false };
    expect(afterInvocation(batch("abc"), reporting("b"), rules).remaining).to.deep.equal([]);
  });

  it("goes on from the lowest reported record", () => {
    expect(shown(afterInvocation(batch("abcde"), reporting("d", "b"), RULES).remaining)).to.deep.equal([
      "bcde:0",
    ]);
  });

  it("takes an identifier that names no record as failure of the whole batch", () => {
    for (const identifier of ["z", "", null, undefined]) {
      const { remaining } = afterInvocation(batch("abc"), reporting("b", identifier), RULES);
      expect(shown(remaining)).to.deep.equal(["abc:1"]);
    }
  });

  it("tries the whole batch again after a thrown error", () => {
    expect(shown(afterInvocation(batch("abc", 2), FAILED, RULES).remaining)).to.deep.equal(["abc:3"]);
  });

  it("gives the batch up when its retries are used up", () => {
    const { remaining, discarded } = afterInvocation(batch("abc", 3), FAILED, RULES);
    expect(remaining).to.deep.equal([]);
    expect(discarded).to.deep.equal({
      records: records("a", "b", "c"),
      failures: 4,
      condition: "RetryAttemptsExhausted",
    });
  });

  it("never gives up without a limit", () => {
    const rules = { ...RULES, maximumRetryAttempts: -1 };
    expect(shown(afterInvocation(batch("a", 9999), FAILED, rules).remaining)).to.deep.equal(["a:10000"]);
  });

  it("halves a failed batch at no cost, and a single record not at all", () => {
    const rules = { ...RULES, bisectBatchOnFunctionError: true };
    expect(shown(afterInvocation(batch("abcde", 1), FAILED, rules).remaining)).to.deep.equal([
      "abc:1",
      "de:1",
    ]);
    expect(shown(afterInvocation(batch("a", 1), FAILED, rules).remaining)).to.deep.equal(["a:2"]);
  });

  it("loses no good record and blocks for no bad one, whichever they are and however they fail", () => {
    const rules = { ...RULES, bisectBatchOnFunctionError: true };
    const bad = fc.uniqueArray(fc.nat({ max: 25 }), { maxLength: 6 });
    fc.assert(
      fc.property(bad, fc.boolean(), (positions, throws) => {
        const names = "abcdefghijklmnopqrstuvwxyz";
        const isBad = (name: string) => positions.includes(names.indexOf(name));
        const done: string[] = [];
        const discarded: string[] = [];
        let queue: readonly Batch<SequencedRecord>[] = [batch(names)];
        for (let invocations = 0; queue.length > 0; invocations++) {
          expect(invocations, "invocations").to.be.lessThan(200);
          const [first, ...rest] = queue as [Batch<SequencedRecord>, ...Batch<SequencedRecord>[]];
          const held = first.records.map(({ sequenceNumber }) => sequenceNumber);
          const failing = held.filter(isBad);
          const invocation = failing.length > 0 && throws ? FAILED : reporting(...failing);
          const outcome = afterInvocation(first, invocation, rules);
          const left = [...outcome.remaining, ...(outcome.discarded ? [outcome.discarded] : [])];
          const kept = left.flatMap((part) => part.records.map(({ sequenceNumber }) => sequenceNumber));
          done.push(...held.filter((name) => !kept.includes(name)));
          discarded.push(...(outcome.discarded?.records ?? []).map(({ sequenceNumber }) => sequenceNumber));
          queue = [...outcome.remaining, ...rest];
        }
        expect(done).to.deep.equal([...names].filter((name) => !isBad(name)));
        expect(discarded).to.deep.equal([...names].filter(isBad));
      }),
    );
  });
});

describe("withoutExpired", () => {
  const rules = { ...RULES, maximumRecordAgeInSeconds: 60 };

  it("keeps every record without a limit, and every young one", () => {
    expect(withoutExpired(batch("abc"), RULES, 1e12)).to.deep.equal({ remaining: [batch("abc")] });
    expect(withoutExpired(batch("abc"), rules, 60_000)).to.deep.equal({ remaining: [batch("abc")] });
  });

  it("splits off the records that are too old", () => {
    const { remaining, discarded } = withoutExpired(batch("abc", 1), rules, 61_500);
    expect(shown(remaining)).to.deep.equal(["c:1"]);
    expect(discarded?.condition).to.equal("RecordAgeExceeded");
    expect(shown(discarded ? [discarded] : [])).to.deep.equal(["ab:1"]);
  });

  it("leaves nothing of a batch that is too old altogether", () => {
    const { remaining, discarded } = withoutExpired(batch("abc"), rules, 1e9);
    expect(remaining).to.deep.equal([]);
    expect(discarded?.records).to.have.length(3);
  });
});
