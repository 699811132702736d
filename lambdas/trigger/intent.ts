import type { Item } from "../../contracts/attribute-value";
import { FleetError } from "../../contracts/errors";
import { isRequestId } from "../../contracts/names";
import { operationFor, type PipelineInput, pipelineInput, refusalInput } from "../../contracts/pipeline";
import { DESIRED_STATES } from "../../contracts/status";

/** A change of a row, free of the event that told of it. */
export interface RowVersionChange {
  /** The stream's word for it: INSERT, MODIFY, REMOVE, or one that we do not know. */
  readonly change: string | undefined;
  readonly before?: Item;
  readonly after?: Item;
}

/** Why a change starts nothing. */
export type SkipReason = "removed" | "same generation" | "unknown event";

export type Intent =
  | { readonly kind: "start"; readonly input: PipelineInput }
  | { readonly kind: "skip"; readonly reason: SkipReason };

/**
 * What a change of a row asks for. A row that is wrong in any way is sent to validation, which tells its
 * requester on the row; only one that cannot be addressed is an error here.
 * @throws FleetError `MalformedEvent` when the change has no new image, or the image no id
 */
export function intentOf({ change, before, after }: RowVersionChange): Intent {
  if (change === "REMOVE") {
    return { kind: "skip", reason: "removed" };
  }
  if (change !== "INSERT" && change !== "MODIFY") {
    return { kind: "skip", reason: "unknown event" };
  }
  if (!after) {
    throw new FleetError(
      "MalformedEvent",
      `${change} came without its new image: the stream must have both images`,
    );
  }
  const id = after.id?.S;
  if (!id) {
    throw new FleetError("MalformedEvent", `${change} came without the request's id`);
  }
  const generation = generationOf(after);
  if (change === "MODIFY" && before && generation <= generationOf(before)) {
    return { kind: "skip", reason: "same generation" };
  }
  return { kind: "start", input: inputFor(id, generation, after) };
}

/** A generation that is none counts as the first one: validation says so on the row. */
function generationOf(image: Item): number {
  const generation = Number(image.generation?.N);
  return Number.isSafeInteger(generation) && generation >= 1 ? generation : 1;
}

function inputFor(id: string, generation: number, image: Item): PipelineInput {
  if (!isRequestId(id)) {
    return refusalInput(id, generation);
  }
  const desiredState = DESIRED_STATES.find((known) => known === image.desiredState?.S);
  // deployment validates first, and so refuses a desired state that is none
  return pipelineInput(id, generation, desiredState ? operationFor(desiredState) : "deploy");
}
