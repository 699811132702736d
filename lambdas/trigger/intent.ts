import type { Item } from "../../contracts/attribute-value";
import { FleetError } from "../../contracts/errors";
import type { PipelineInput } from "../../contracts/pipeline";
import { generationOf, inputOf } from "../row-input";

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
  if (change === "MODIFY" && before && generationOf(after) <= generationOf(before)) {
    return { kind: "skip", reason: "same generation" };
  }
  return { kind: "start", input: inputOf(id, after) };
}
