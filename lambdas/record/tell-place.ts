import { type Item, plainItem } from "../../contracts/attribute-value";
import type { QueuePlace } from "../../contracts/enclave-request";
import { parseProgress } from "../../contracts/request-progress";
import type { Turn } from "../../contracts/slots";
import { rowIsStill } from "../row-conditions";
import type { SlotDependencies } from "./slot-dependencies";

/** Of its place: a move by less is not worth a write, which hundreds in line would all do again and again. */
const WORTH_TELLING = 0.1;

/**
 * Writes a request's place in the queue on its row, when it has moved by a tenth or was expected to have started by
 * now. Who is too late has nothing to tell any more.
 */
export async function tellPlace(
  row: Item,
  order: readonly Turn[],
  name: string,
  { table, now }: Pick<SlotDependencies, "table" | "now">,
): Promise<void> {
  const index = order.findIndex((turn) => turn.name === name);
  const time = now().getTime();
  const queue: QueuePlace = {
    position: index + 1,
    of: order.length,
    expectedStart: new Date(time + (order[index]?.inSeconds ?? 0) * 1000).toISOString(),
  };
  const told = plainItem(row).value.queue as Partial<QueuePlace> | undefined;
  const moved = Math.abs((told?.position ?? 0) - queue.position);
  if (moved > queue.position * WORTH_TELLING || !(Date.parse(told?.expectedStart ?? "") > time)) {
    const progress = parseProgress(row);
    await table.change(progress.id, { set: { queue }, condition: rowIsStill(progress) });
  }
}
