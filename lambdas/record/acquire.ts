import { FleetError } from "../../contracts/errors";
import type { PipelineInput, RecordOutput } from "../../contracts/pipeline";
import { parseProgress, type RequestProgress } from "../../contracts/request-progress";
import { isAllowedTransition, type Status } from "../../contracts/status";
import type { Condition } from "../request-table";
import { allOf, transitionTo } from "../row-conditions";
import type { RecordDependencies } from "./dependencies";

/** Reads and writes of one call; a row that changes faster than that is somebody else's to work on now. */
const ATTEMPTS = 3;

/**
 * Takes the request's lease and marks the request DEPLOYING or DESTROYING, in one conditional write. Repeated
 * by its holder it answers the same fence.
 * @throws FleetError `GenerationSuperseded`, `LeaseHeld` while another execution works on the request,
 * `ForbiddenTransition` when this generation is settled already, `RequestNotFound`, `RequestRejected`
 */
export async function acquire(
  input: PipelineInput,
  execution: string,
  dependencies: RecordDependencies,
): Promise<RecordOutput> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const row = parseProgress(await dependencies.table.read(input.id));
    const held = await fenceHeld(row, input, execution, dependencies);
    if (held !== undefined) {
      return { fence: held };
    }
    const fence = row.fence + 1;
    const status: Status = input.operation === "deploy" ? "DEPLOYING" : "DESTROYING";
    const next = { status, statusGeneration: input.generation };
    const { changed } = await dependencies.table.change(input.id, {
      set: {
        ...next,
        lease: { holder: execution, fence },
        fence,
        execution,
        updatedAt: dependencies.now().toISOString(),
      },
      remove: ["reason"],
      condition: allOf(rowIsStill(row), transitionTo(next)),
    });
    if (changed) {
      return { fence };
    }
  }
  throw new FleetError(
    "LeaseHeld",
    `request ${input.id} changes while its lease is asked for: try again later`,
  );
}

/** The fence if `execution` has the lease already; undefined if the lease is free to take. */
async function fenceHeld(
  row: RequestProgress,
  input: PipelineInput,
  execution: string,
  { holders }: RecordDependencies,
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

/** Nobody has changed the intent or taken a lease since `row` was read: fences only grow. */
function rowIsStill(row: RequestProgress): Condition {
  return {
    expression: "#generation = :seenGeneration AND #fence = :seenFence",
    values: { seenGeneration: row.generation, seenFence: row.fence },
  };
}
