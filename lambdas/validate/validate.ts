import { FleetError } from "../../contracts/errors";
import { shown } from "../../contracts/findings";
import type { PipelineInput } from "../../contracts/pipeline";
import { rejectOn } from "../../contracts/request-schema";
import { parseRequestRow } from "../../contracts/row-schema";
import type { RequestTable } from "../request-table";

/** A row over this size is refused: the stream and the state machines could not carry it. */
export const MAX_ROW_BYTES = 262_144;

export interface ValidateDependencies {
  readonly table: RequestTable;
  /** Registries that images may come from. */
  readonly registries: readonly string[];
}

export interface ValidateOutput {
  readonly valid: true;
}

/**
 * Checks the row as it is now, before anything is created.
 * @throws FleetError `RequestRejected` with every fault in its details, `GenerationSuperseded` when the row
 * speaks of another generation, `RequestNotFound`
 */
export async function validate(
  input: PipelineInput,
  { table, registries }: ValidateDependencies,
): Promise<ValidateOutput> {
  const row = await table.read(input.id);
  const bytes = Buffer.byteLength(JSON.stringify(row));
  if (bytes > MAX_ROW_BYTES) {
    rejectOn([`the row has ${bytes} bytes; use at most ${MAX_ROW_BYTES}`]);
  }
  const request = parseRequestRow(row, { registries });
  if (request.generation !== input.generation) {
    throw new FleetError(
      "GenerationSuperseded",
      `request ${shown(input.id)} is at generation ${request.generation}, this execution is for ${input.generation}`,
    );
  }
  return { valid: true };
}
