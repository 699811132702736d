import { expect } from "chai";
import fc from "fast-check";
import {
  allowedPredecessors,
  isAllowedTransition,
  mayBeginGeneration,
  SETTLED_STATUSES,
  STATUSES,
  type StatusOfGeneration,
} from "../../contracts/status";

const ofGeneration = fc.record({
  status: fc.constantFrom(...STATUSES),
  statusGeneration: fc.integer({ min: 1, max: 5 }),
});

describe("isAllowedTransition", () => {
  it("never lets an older generation replace a newer one", () => {
    fc.assert(
      fc.property(ofGeneration, ofGeneration, (from, to) => {
        fc.pre(to.statusGeneration < from.statusGeneration);
        expect(isAllowedTransition(from, to)).to.equal(false);
      }),
    );
  });

  it("ends every run within one generation, and never leaves a settled status", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...STATUSES), { maxLength: 30 }), (attempts) => {
        let current: StatusOfGeneration = { status: "PENDING", statusGeneration: 1 };
        const changes: string[] = [];
        for (const status of attempts) {
          const next = { status, statusGeneration: 1 };
          if (isAllowedTransition(current, next)) {
            expect(SETTLED_STATUSES).to.not.include(current.status);
            if (status !== current.status) {
              changes.push(status);
            }
            current = next;
          }
        }
        expect(changes.length).to.be.at.most(2);
        expect(new Set(changes).size).to.equal(changes.length);
      }),
    );
  });

  it("lets a newer generation begin from any status, but not with an end that was never begun", () => {
    fc.assert(
      fc.property(ofGeneration, fc.constantFrom(...STATUSES), (from, status) => {
        const to = { status, statusGeneration: from.statusGeneration + 1 };
        expect(isAllowedTransition(from, to)).to.equal(status !== "DEPLOYED" && status !== "DESTROYED");
      }),
    );
  });

  it("agrees with the lists that conditional writes are made of", () => {
    fc.assert(
      fc.property(ofGeneration, ofGeneration, (from, to) => {
        const listed =
          (to.statusGeneration > from.statusGeneration && mayBeginGeneration(to.status)) ||
          (to.statusGeneration === from.statusGeneration &&
            allowedPredecessors(to.status).includes(from.status));
        expect(isAllowedTransition(from, to)).to.equal(listed);
      }),
    );
  });

  it("cannot turn a deployment into a destruction within one generation", () => {
    const deploying = { status: "DEPLOYING", statusGeneration: 1 } as const;
    expect(isAllowedTransition(deploying, { status: "DESTROYING", statusGeneration: 1 })).to.equal(false);
    expect(isAllowedTransition(deploying, { status: "DESTROYING", statusGeneration: 2 })).to.equal(true);
  });
});
