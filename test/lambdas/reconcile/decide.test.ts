import { expect } from "chai";
import fc from "fast-check";
import type { EnclaveRequest } from "../../../contracts/enclave-request";
import { requestItem } from "../../../contracts/request-row";
import { SETTLED_STATUSES, STATUSES } from "../../../contracts/status";
import {
  type Action,
  decide,
  MAX_EXECUTIONS,
  NOTHING_SEEN,
  type Seen,
} from "../../../lambdas/reconcile/decide";
import { observedRow } from "../../../lambdas/reconcile/observed-row";
import type { AskedExecution } from "../../../lambdas/start-execution";
import { NOW, request, SPEC } from "../../support/request-fixture";

const HOUR = 3_600_000;
const HOLDER = "arn:holder";
const LEASE = { lease: { holder: HOLDER, fence: 1 }, fence: 1 };
const OUTPUTS = { stackName: "signer" } as EnclaveRequest["outputs"];

const decided = (change: Partial<EnclaveRequest>, seen: Seen = NOTHING_SEEN, now = NOW): Action => {
  const row = request(change);
  return decide(observedRow(row.id, requestItem(row)), seen, now);
};
const ended = (number: number, failure?: AskedExecution["end"]): AskedExecution => ({
  executionArn: `arn:${number}`,
  started: false,
  end: failure ?? {},
});
const failed = (error: string): NonNullable<AskedExecution["end"]> => ({ failure: { Error: error } });
const holderIs = (running: boolean, executions: readonly AskedExecution[] = []): Seen => ({
  executions,
  holder: { execution: HOLDER, running },
});
const started = (name: string, operation = "deploy", generation = 1): Action => ({
  kind: "start",
  input: { id: "signer", generation, operation, correlationId: name } as Extract<
    Action,
    { kind: "start" }
  >["input"],
});

/** The table of cases: what a row says, what was found out, and what is done. */
const CASES: readonly [string, Partial<EnclaveRequest>, Seen, Action][] = [
  ["nobody has begun with", {}, NOTHING_SEEN, started("signer-g1-deploy")],
  [
    "a newer generation asks for",
    { generation: 3, desiredState: "DESTROYED", status: "DEPLOYED" },
    NOTHING_SEEN,
    started("signer-g3-destroy", "destroy", 3),
  ],
  [
    "an execution has begun with",
    {},
    { executions: [{ executionArn: "arn:0", started: false }] },
    { kind: "nothing" },
  ],
  [
    "an execution has the lease of",
    { status: "DEPLOYING", ...LEASE },
    NOTHING_SEEN,
    { kind: "look", execution: HOLDER },
  ],
  [
    "a running execution has the lease of",
    { status: "DEPLOYING", ...LEASE },
    holderIs(true),
    { kind: "nothing" },
  ],
  [
    "an execution that has ended has the lease of",
    { status: "DEPLOYING", ...LEASE },
    holderIs(false),
    started("signer-g1-deploy"),
  ],
  [
    "another execution than the one that was looked at has the lease of",
    { status: "DEPLOYING", fence: 2, lease: { holder: "arn:other", fence: 2 } },
    holderIs(false),
    { kind: "look", execution: "arn:other" },
  ],
  [
    "an execution has failed without a word on",
    { status: "DEPLOYING", ...LEASE },
    holderIs(false, [ended(0, failed("States.Timeout"))]),
    { kind: "settle", execution: HOLDER, failure: { Error: "States.Timeout" } },
  ],
  [
    "an execution has succeeded, without an end of",
    {},
    { executions: [ended(0)] },
    started("signer-g1-deploy-r1"),
  ],
  [
    "an execution has left to another, of which there is none,",
    {},
    { executions: [ended(0, failed("LeaseLost"))] },
    started("signer-g1-deploy-r1"),
  ],
  [
    "an execution did not find",
    {},
    { executions: [ended(0), ended(1, failed("RequestNotFound"))] },
    started("signer-g1-deploy-r2"),
  ],
  ["is at its end:", { status: "DEPLOYED", outputs: OUTPUTS }, NOTHING_SEEN, { kind: "nothing" }],
  [
    "is at its end, and an execution has its lease:",
    { status: "FAILED", ...LEASE },
    NOTHING_SEEN,
    { kind: "look", execution: HOLDER },
  ],
  [
    "is at its end, and an execution that has ended has its lease:",
    { status: "FAILED", ...LEASE },
    holderIs(false),
    { kind: "release", execution: HOLDER },
  ],
];

describe("decide", () => {
  for (const [what, row, seen, action] of CASES) {
    it(`answers ${action.kind} for a row that ${what}`.replace(/,?:?$/, ""), () => {
      expect(decided(row, seen)).to.deep.equal(action);
    });
  }

  it("gives up after some executions that all ended without a result, and says so", () => {
    const executions = Array.from({ length: MAX_EXECUTIONS }, (_, number) => ended(number));
    expect(decided({}, { executions })).to.deep.equal({
      kind: "settle",
      execution: "arn:3",
      failure: {
        Error: "PipelineFailed",
        Cause: JSON.stringify({
          message: "4 executions of this generation have ended, and none has brought the request to an end",
          details: [],
        }),
      },
    });
  });

  describe("of a lifetime", () => {
    const at = (hours: number) => new Date(NOW.getTime() + hours * HOUR);
    const end = at(SPEC.lifetimeHours);
    const deployed = (change: Partial<EnclaveRequest>, hours: number) =>
      decided({ status: "DEPLOYED", outputs: OUTPUTS, ...change }, NOTHING_SEEN, at(hours));

    it("warns in its last quarter, once for each end", () => {
      expect(deployed({}, 17.9)).to.deep.equal({ kind: "nothing" });
      expect(deployed({}, 18)).to.deep.equal({ kind: "warn", end });
      expect(deployed({ warnedOfEnd: end.toISOString() }, 18)).to.deep.equal({ kind: "nothing" });
      expect(deployed({ warnedOfEnd: at(12).toISOString() }, 18)).to.deep.equal({ kind: "warn", end });
    });

    it("expires what is past it, also where a deployment has failed", () => {
      for (const status of ["DEPLOYED", "FAILED", "REJECTED"] as const) {
        expect(deployed({ status }, 23.9).kind).to.equal("warn");
        expect(deployed({ status }, 24)).to.deep.equal({ kind: "expire" });
      }
    });

    it("never expires while an execution has the lease", () => {
      const row = { status: "DEPLOYED", outputs: OUTPUTS, ...LEASE } as const;
      expect(decided(row, NOTHING_SEEN, at(999)).kind).to.equal("look");
      expect(decided(row, holderIs(true), at(999)).kind).to.equal("nothing");
      expect(decided(row, holderIs(false), at(999)).kind).to.equal("release");
    });

    it("expires nothing that is destroyed, that was never there, or whose lifetime nobody can read", () => {
      for (const row of [
        { desiredState: "DESTROYED", status: "FAILED" },
        { status: "REJECTED", outputs: undefined },
        { id: "../x" },
        { updatedAt: "yesterday" },
        { spec: { ...SPEC, lifetimeHours: "1" as unknown as number } },
        { spec: { ...SPEC, lifetimeHours: -1 } },
        { spec: "none" as unknown as EnclaveRequest["spec"] },
      ] as const) {
        expect(deployed(row as Partial<EnclaveRequest>, 999), JSON.stringify(row)).to.deep.equal({
          kind: "nothing",
        });
      }
    });
  });

  describe("whatever a row says", () => {
    const anything = fc.anything({ withNullPrototype: false, maxDepth: 1 });
    const fields = fc.record(
      {
        generation: fc.oneof(fc.integer({ min: 1, max: 3 }), anything),
        desiredState: fc.oneof(fc.constantFrom("DEPLOYED", "DESTROYED"), anything),
        status: fc.oneof(fc.constantFrom(...STATUSES), anything),
        statusGeneration: fc.oneof(fc.integer({ min: 0, max: 3 }), anything),
        lease: fc.oneof(fc.constant(undefined), fc.constant(LEASE.lease), anything),
        spec: fc.oneof(fc.constant(SPEC), anything),
        updatedAt: fc.oneof(fc.constant(NOW.toISOString()), anything),
        warnedOfEnd: anything,
        owner: anything,
      },
      { requiredKeys: [] },
    );
    const end = fc.constantFrom(
      undefined,
      {},
      failed("States.Timeout"),
      failed("LeaseLost"),
      failed("RequestRejected"),
      failed("DeploymentFailed"),
    );
    const executions = fc.array(
      end.map(
        (each): AskedExecution => ({ executionArn: "arn:e", started: false, ...(each && { end: each }) }),
      ),
      { maxLength: MAX_EXECUTIONS },
    );
    const seen = fc.record(
      { executions, holder: fc.record({ execution: fc.constant(HOLDER), running: fc.boolean() }) },
      { requiredKeys: ["executions"] },
    );
    const hours = fc.integer({ min: -24, max: 48 });
    const itemOf = (row: object) => {
      try {
        return requestItem(row as EnclaveRequest);
      } catch {
        return undefined;
      }
    };

    it("has an answer, and the same for everybody", () => {
      let judged = 0;
      fc.assert(
        fc.property(fields, seen, hours, (row, known, hour) => {
          const item = itemOf(row);
          fc.pre(item !== undefined);
          const now = new Date(NOW.getTime() + hour * HOUR);
          const ask = () => decide(observedRow("signer", item ?? {}), known, now);
          expect(ask()).to.deep.equal(ask());
          judged += 1;
        }),
        { numRuns: 1000 },
      );
      expect(judged).to.equal(1000);
    });

    it("touches nothing on which an execution works", () => {
      fc.assert(
        fc.property(fields, executions, hours, (row, known, hour) => {
          const item = itemOf({ ...row, lease: LEASE.lease });
          fc.pre(item !== undefined);
          const now = new Date(NOW.getTime() + hour * HOUR);
          const action = decide(observedRow("signer", item ?? {}), holderIs(true, known), now);
          expect(action.kind).to.equal("nothing");
        }),
        { numRuns: 500 },
      );
    });

    it("starts or settles only what is not at its end, and ends only what is", () => {
      fc.assert(
        fc.property(
          fc.constantFrom(...STATUSES),
          fc.integer({ min: 1, max: 2 }),
          fc.constantFrom("DEPLOYED", "DESTROYED"),
          executions,
          hours,
          (status, generation, desiredState, known, hour) => {
            const { kind } = decided(
              {
                status,
                statusGeneration: 1,
                generation,
                desiredState,
                outputs: OUTPUTS,
              } as Partial<EnclaveRequest>,
              { executions: known },
              new Date(NOW.getTime() + hour * HOUR),
            );
            const settled = generation === 1 && SETTLED_STATUSES.includes(status);
            const allowed = settled ? ["nothing", "warn", "expire"] : ["nothing", "start", "settle"];
            expect(allowed).to.include(kind);
          },
        ),
        { numRuns: 500 },
      );
    });
  });
});
