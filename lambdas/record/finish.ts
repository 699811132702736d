import { FleetError } from "../../contracts/errors";
import type { PipelineInput, RecordOutput, RunnerResult } from "../../contracts/pipeline";
import type { Status } from "../../contracts/status";
import type { RowChange } from "../request-table";
import { allOf, leaseHeldBy, transitionTo } from "../row-conditions";
import { wasWrittenBy } from "../written-status";
import type { RecordDependencies } from "./dependencies";

export interface FinishArgs {
  readonly input: PipelineInput;
  readonly execution: string;
  readonly fence: number;
  readonly result: RunnerResult;
}

/**
 * Marks the request DEPLOYED with its outputs, or DESTROYED without, and gives the lease back. A newer
 * generation does not stop it: what exists must be on the row, so that the newer one can take it down.
 * @throws FleetError `LeaseLost` when another execution has taken the lease, `MalformedEvent` when the runner
 * deployed and sent no outputs
 */
export async function finish(args: FinishArgs, { table, now }: RecordDependencies): Promise<RecordOutput> {
  const { input, execution, fence } = args;
  const status: Status = input.operation === "deploy" ? "DEPLOYED" : "DESTROYED";
  const next = { status, statusGeneration: input.generation };
  const held = leaseHeldBy(execution, fence);
  const change = outcome(args, now());

  const whole = await table.change(input.id, {
    set: { ...change.set, ...next, execution },
    remove: [...change.remove, "reason"],
    condition: allOf(held, transitionTo(next)),
  });
  if (whole.changed || wasWrittenBy(execution, next, whole.row)) {
    return { fence };
  }
  // a newer generation was refused in the meantime: its status and reason stay, the outputs are recorded all the same
  const outputsOnly = await table.change(input.id, { ...change, condition: held });
  if (!outputsOnly.changed) {
    throw new FleetError(
      "LeaseLost",
      `request ${input.id} was taken over: execution ${execution} with fence ${fence} may not write any more`,
    );
  }
  return { fence };
}

/** What exists now, and that nobody works on it; the status aside. */
function outcome({ input, result }: FinishArgs, now: Date): Required<Pick<RowChange, "set" | "remove">> {
  const updatedAt = now.toISOString();
  if (input.operation === "destroy") {
    return { set: { updatedAt }, remove: ["lease", "outputs"] };
  }
  if (!result.outputs) {
    throw new FleetError("MalformedEvent", `the runner deployed request ${input.id} and sent no outputs`);
  }
  return { set: { updatedAt, outputs: result.outputs }, remove: ["lease"] };
}
