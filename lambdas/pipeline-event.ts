import { FleetError } from "../contracts/errors";
import { shown } from "../contracts/findings";
import { OPERATIONS } from "../contracts/operation";
import type { PipelineInput } from "../contracts/pipeline";

type Unchecked<T> = { readonly [Key in keyof T]?: unknown };

/**
 * Reads the input of an execution: the trigger's, unless a person started it by hand.
 * @throws FleetError `MalformedEvent`
 */
export function parsePipelineInput(value: unknown): PipelineInput {
  const { id, generation, operation, correlationId } = (value ?? {}) as Unchecked<PipelineInput>;
  const known = OPERATIONS.find((candidate) => candidate === operation);
  if (
    typeof id !== "string" ||
    typeof generation !== "number" ||
    !Number.isSafeInteger(generation) ||
    generation < 1 ||
    known === undefined ||
    typeof correlationId !== "string"
  ) {
    throw new FleetError(
      "MalformedEvent",
      `input ${shown(value)} is not an execution's: it needs id, generation, operation (${OPERATIONS.join(", ")}) and correlationId`,
    );
  }
  return { id, generation, operation: known, correlationId };
}
