import type { LeaveOutput, PipelineInput } from "../../contracts/pipeline";
import { meanAfter } from "../../contracts/slots";
import { nameOf } from "./admit";
import type { SlotDependencies } from "./slot-dependencies";

/** Gives the execution's slot back, or its place in the queue; what the slot was held for counts in the average. */
export async function leave(
  { operation }: PipelineInput,
  execution: string,
  { slots, now }: Pick<SlotDependencies, "slots" | "now">,
): Promise<LeaveOutput> {
  const name = nameOf(execution);
  const seen = await slots.read(operation);
  const claim = seen.running[name];
  if (!claim && !seen.waiting[name]) {
    return { left: false };
  }
  await slots.remove(operation, [name], claim && meanAfter(seen, claim, now()));
  return { left: true };
}
