import { type Item, plainItem } from "../contracts/attribute-value";
import type { StatusOfGeneration } from "../contracts/status";

/** Whether an earlier call, whose answer was lost, has written `status` for `execution`. */
export function wasWrittenBy(execution: string, status: StatusOfGeneration, row: Item | undefined): boolean {
  const { value } = plainItem(row ?? {});
  return (
    value.status === status.status &&
    value.statusGeneration === status.statusGeneration &&
    value.execution === execution
  );
}
