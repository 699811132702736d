import { expect } from "chai";
import fc from "fast-check";
import { CANARY_ID, CANARY_OWNER } from "../../../contracts/canary";
import type { EnclaveRequest } from "../../../contracts/enclave-request";
import { requestItem } from "../../../contracts/request-row";
import { SETTLED_STATUSES, STATUSES } from "../../../contracts/status";
import { type CanaryStep, canaryStep } from "../../../lambdas/reconcile/canary-step";
import { observedRow } from "../../../lambdas/reconcile/observed-row";
import { NOW, request } from "../../support/request-fixture";

const MINUTES = 60;
const WAIT: CanaryStep = { kind: "wait" };
const FAILED: CanaryStep = { kind: "destroy", outcome: { succeeded: false } };

const before = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);
const stepOf = (change: Partial<EnclaveRequest>, asked?: Date): CanaryStep => {
  const item = requestItem(request({ id: CANARY_ID, owner: CANARY_OWNER, ...change }));
  return canaryStep({ ...observedRow(CANARY_ID, item), asked }, MINUTES, NOW);
};
const gone = { generation: 2, statusGeneration: 2, desiredState: "DESTROYED" } as const;
const since = (minutes: number) => ({ updatedAt: before(minutes).toISOString() });

/** What the row says, when the canary was asked for, and what is done. */
const CASES: readonly [string, Partial<EnclaveRequest>, Date | undefined, CanaryStep][] = [
  ["that nobody has begun", {}, before(90), WAIT],
  ["that is being deployed", { status: "DEPLOYING" }, before(90), WAIT],
  [
    "that is deployed",
    { status: "DEPLOYED", ...since(3) },
    before(5),
    { kind: "destroy", outcome: { succeeded: true, seconds: 120 } },
  ],
  [
    "that is deployed, and does not say since when",
    { status: "DEPLOYED" },
    undefined,
    { kind: "destroy", outcome: { succeeded: true } },
  ],
  ["that has failed", { status: "FAILED", ...since(1) }, before(5), FAILED],
  ["that was rejected", { status: "REJECTED", ...since(1) }, before(5), FAILED],
  ["that is being destroyed", { ...gone, status: "DESTROYING" }, before(90), WAIT],
  ["that is destroyed, before its time", { ...gone, status: "DESTROYED" }, before(59), WAIT],
  ["that is destroyed, at its time", { ...gone, status: "DESTROYED" }, before(60), { kind: "deploy" }],
  [
    "that is destroyed, of nobody knows when",
    { ...gone, status: "DESTROYED" },
    undefined,
    { kind: "deploy" },
  ],
  ["that could not be destroyed", { ...gone, status: "FAILED", ...since(59) }, before(90), WAIT],
  ["that could not be destroyed for long", { ...gone, status: "FAILED", ...since(60) }, before(90), FAILED],
  ["of somebody else", { owner: "payments", status: "DEPLOYED" }, before(5), { kind: "taken" }],
];

describe("canaryStep", () => {
  it("asks for a canary where there is none", () => {
    expect(canaryStep(undefined, MINUTES, NOW)).to.deep.equal({ kind: "deploy" });
  });

  for (const [row, change, asked, step] of CASES) {
    it(`answers ${step.kind} for a canary ${row}`, () => {
      expect(stepOf(change, asked)).to.deep.equal(step);
    });
  }

  it("asks for nothing while something is under way, and never for a second one while there may be a first", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...STATUSES),
        fc.constantFrom("DEPLOYED" as const, "DESTROYED" as const),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: -10, max: 5000 }),
        (status, desiredState, statusGeneration, minutes) => {
          const row = { status, desiredState, generation: 2, statusGeneration, ...since(minutes) };
          const { kind } = stepOf(row, before(minutes));
          if (statusGeneration < 2 || !SETTLED_STATUSES.includes(status)) {
            expect(kind).to.equal("wait");
          }
          if (kind === "deploy") {
            expect({ status, desiredState }).to.deep.equal({
              status: "DESTROYED",
              desiredState: "DESTROYED",
            });
          }
        },
      ),
    );
  });
});
