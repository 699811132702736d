import { afterRun, pausedSeconds } from "../../contracts/capacity-breaker";
import { executionNameOf } from "../../contracts/names";
import type { LeaveOutput, SlotInput } from "../../contracts/pipeline";
import { meanAfter } from "../../contracts/slots";
import type { SlotDependencies } from "./slot-dependencies";

/**
 * Gives the execution's slot back, or its place in the queue. What the slot was held for counts in the average, and how
 * the run ended in whether others may try.
 */
export async function leave(
  { input: { operation }, execution, error }: Omit<SlotInput, "action">,
  { slots, now, countPause }: Pick<SlotDependencies, "slots" | "now" | "countPause">,
): Promise<LeaveOutput> {
  const name = executionNameOf(execution);
  const seen = await slots.read(operation);
  const claim = seen.running[name];
  if (!claim && !seen.waiting[name]) {
    return { left: false };
  }
  const end = now();
  const capacity = claim && afterRun(seen, error, end);
  const learned = claim && { meanSeconds: meanAfter(seen, claim, end), ...capacity };
  await slots.remove(operation, [name], learned);
  if (capacity && operation === "deploy") {
    countPause(pausedSeconds(capacity, end) > 0 ? 1 : 0);
  }
  return { left: true };
}
