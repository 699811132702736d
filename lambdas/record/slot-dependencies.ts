import type { SlotCaps } from "../../contracts/slots";
import type { RecordDependencies } from "./dependencies";
import type { SlotTable } from "./slot-table";

/** What the steps about slots work with. */
export interface SlotDependencies extends RecordDependencies {
  readonly slots: Pick<SlotTable, keyof SlotTable>;
  readonly caps: SlotCaps;
  /** From 0 to 1, another one each time. */
  readonly random: () => number;
  /** Called when a deployment gives its slot back, with 1 if nobody may start after it for a while. */
  readonly countPause: (began: 0 | 1) => void;
}
