import type { RequestTable } from "../request-table";
import type { LeaseHolders } from "./lease-holder";

/** What the steps of `record` work with. */
export interface RecordDependencies {
  readonly table: RequestTable;
  readonly holders: Pick<LeaseHolders, "isRunning">;
  readonly now: () => Date;
}
