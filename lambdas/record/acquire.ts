import { FleetError } from "../../contracts/errors";
import type { PipelineInput, RecordOutput } from "../../contracts/pipeline";
import { parseProgress } from "../../contracts/request-progress";
import type { Status } from "../../contracts/status";
import { allOf, rowIsStill, transitionTo } from "../row-conditions";
import type { RecordDependencies } from "./dependencies";
import { fenceHeld } from "./fence-held";

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
      remove: ["reason", "queue"],
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
