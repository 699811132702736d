import type { PipelineInput, ReleaseOutput } from "../../contracts/pipeline";
import { leaseHeldBy } from "../row-conditions";
import type { RecordDependencies } from "./dependencies";

/** Gives the lease back if `execution` has it; the status stays as it is. */
export async function release(
  input: PipelineInput,
  execution: string,
  { table }: Pick<RecordDependencies, "table">,
): Promise<ReleaseOutput> {
  const { changed } = await table.change(input.id, { remove: ["lease"], condition: leaseHeldBy(execution) });
  return { released: changed };
}
