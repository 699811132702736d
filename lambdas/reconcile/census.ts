import { SETTLED_STATUSES, STATUSES, type Status } from "../../contracts/status";
import type { ObservedRow } from "./observed-row";

/** What there is, in one pass over the whole table: of a part of it nobody could say what is in the rest. */
export interface Census {
  /** Rows where their newest generations are. */
  readonly rows: Readonly<Record<Status, number>>;
  /** How long nothing has changed on the row without an end that has stood still for longest, in seconds. */
  readonly oldestUnsettledSeconds: number;
}

/** Counts rows as they are read; holds none of them. */
export class CensusTaker {
  readonly #rows = Object.fromEntries(STATUSES.map((status) => [status, 0])) as Record<Status, number>;
  #oldest = 0;

  add({ status, changed }: Pick<ObservedRow, "status" | "changed">, now: Date): void {
    this.#rows[status] += 1;
    if (changed && !SETTLED_STATUSES.includes(status)) {
      this.#oldest = Math.max(this.#oldest, (now.getTime() - changed.getTime()) / 1000);
    }
  }

  get census(): Census {
    return { rows: { ...this.#rows }, oldestUnsettledSeconds: Math.round(this.#oldest) };
  }
}
