import { FleetError } from "../../contracts/errors";
import type { PipelineInput } from "../../contracts/pipeline";
import type { RequestProgress } from "../../contracts/request-progress";
import { isAllowedTransition, type Status } from "../../contracts/status";
import type { RecordDependencies } from "./dependencies";

/**
 * The fence if `execution` has the request's lease already; undefined if the lease is free to take.
 * @throws FleetError `GenerationSuperseded`, `LeaseHeld` while another execution works on the request,
 * `ForbiddenTransition` when this generation is settled already
 */
export async function fenceHeld(
  row: RequestProgress,
  input: PipelineInput,
  execution: string,
  { holders }: Pick<RecordDependencies, "holders">,
): Promise<number | undefined> {
  if (row.generation !== input.generation) {
    throw new FleetError(
      "GenerationSuperseded",
      `request ${input.id} is at generation ${row.generation}, this execution is for ${input.generation}`,
    );
  }
  if (row.lease?.holder === execution) {
    return row.lease.fence;
  }
  if (row.lease && (await holders.isRunning(row.lease.holder))) {
    throw new FleetError("LeaseHeld", `request ${input.id} is worked on by execution ${row.lease.holder}`);
  }
  const status: Status = input.operation === "deploy" ? "DEPLOYING" : "DESTROYING";
  if (!isAllowedTransition(row, { status, statusGeneration: input.generation })) {
    throw new FleetError(
      "ForbiddenTransition",
      `request ${input.id} is ${row.status} in generation ${row.statusGeneration}: it cannot become ${status} in generation ${input.generation}`,
    );
  }
  return undefined;
}
