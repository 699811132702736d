import type { Item } from "../contracts/attribute-value";
import { isRequestId } from "../contracts/names";
import { operationFor, type PipelineInput, pipelineInput, refusalInput } from "../contracts/pipeline";
import { DESIRED_STATES } from "../contracts/status";

/** A generation that is none counts as the first one: validation says so on the row. */
export function generationOf(row: Item): number {
  const generation = Number(row.generation?.N);
  return Number.isSafeInteger(generation) && generation >= 1 ? generation : 1;
}

/**
 * Input of the execution that a row asks for. A row that is wrong in any way is sent to validation, which tells its
 * requester on the row.
 */
export function inputOf(id: string, row: Item): PipelineInput {
  const generation = generationOf(row);
  if (!isRequestId(id)) {
    return refusalInput(id, generation);
  }
  const desiredState = DESIRED_STATES.find((known) => known === row.desiredState?.S);
  // deployment validates first, and so refuses a desired state that is none
  return pipelineInput(id, generation, desiredState ? operationFor(desiredState) : "deploy");
}
