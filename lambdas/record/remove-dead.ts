import type { Operation } from "../../contracts/operation";
import type { Turn } from "../../contracts/slots";
import type { SlotDependencies } from "./slot-dependencies";
import type { StoredSlots } from "./slot-table";

/** The shortest between two inspections, whoever makes them, in seconds. */
const INSPECTION_SECONDS = 30;

/**
 * How many of those that wait are looked at in one inspection: the next to start, who hold up the others. With the
 * hundred that may run they are what one write can name, its expression having at most 4 KB.
 */
const INSPECTED_WAITING = 20;

/**
 * Takes those off the lists whose execution is over and has not given its slot back: it was stopped, or ran out of
 * time. Who waits in vain does it for all, not more often than twice a minute.
 * @param execution ARN of the one that asks; the others are of the same state machine
 * @returns whether there were any
 */
export async function removeDead(
  operation: Operation,
  execution: string,
  seen: StoredSlots,
  order: readonly Turn[],
  { slots, holders, now }: Pick<SlotDependencies, "slots" | "holders" | "now">,
): Promise<boolean> {
  const time = now();
  if (time.getTime() - Date.parse(seen.inspectedAt) < INSPECTION_SECONDS * 1000) {
    return false;
  }
  if (!(await slots.inspect(operation, time, seen))) {
    return false;
  }
  const stateMachine = execution.slice(0, execution.lastIndexOf(":") + 1);
  const suspects = [
    ...Object.keys(seen.running),
    ...order.slice(0, INSPECTED_WAITING).map(({ name }) => name),
  ].filter((name) => stateMachine + name !== execution);
  const alive = await Promise.all(suspects.map((name) => holders.isRunning(stateMachine + name)));
  const dead = suspects.filter((_, index) => !alive[index]);
  if (dead.length > 0) {
    await slots.remove(operation, dead);
  }
  return dead.length > 0;
}
