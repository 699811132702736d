import type { Item } from "../../contracts/attribute-value";
import { errorFields } from "../log";
import { CensusTaker } from "./census";
import type { ReconcileDependencies } from "./dependencies";
import { observedRow } from "./observed-row";
import { reconcileRow } from "./reconcile-row";
import { requestRows } from "./request-rows";

/** Rows that are worked on at the same time: each waits for AWS most of its time. */
const CONCURRENCY = 10;

/** Rows that may fail in a run: when more do, it is not the rows. */
export const MAX_FAILURES = 20;

/** What a run has come to. */
export interface ReconcileOutput {
  readonly rows: number;
  readonly failed: number;
  /** False when its time was over, or too many rows have failed: the next run begins elsewhere. */
  readonly whole: boolean;
}

/**
 * Compares every row of this runtime with the executions that it asks for, and does what is missing. Whatever it does
 * may be done at the same time by the trigger, by an execution, or by another reconciler. A whole run tells what it has
 * found: of the environment's own runtime, for nobody looks at a copy's figures.
 *
 * @param isTimeOver whether no further row may be begun
 * @throws what DynamoDB throws when the table cannot be read
 */
export async function reconcile(
  dependencies: ReconcileDependencies,
  isTimeOver: () => boolean,
): Promise<ReconcileOutput> {
  let rows = 0;
  let failed = 0;
  const taker = new CensusTaker();
  const isOver = () => isTimeOver() || failed > MAX_FAILURES;
  const one = async (row: Item): Promise<void> => {
    const id = row.id?.S ?? "";
    rows += 1;
    try {
      const observed = observedRow(id, row);
      taker.add(observed, dependencies.now());
      await reconcileRow(observed, dependencies);
    } catch (error) {
      failed += 1;
      dependencies.log.error("row failed", { ...errorFields(error), id: id.slice(0, 60) });
    }
  };
  for await (const page of requestRows(dependencies, dependencies.now())) {
    const waiting = page.values();
    await Promise.all(
      Array.from({ length: CONCURRENCY }, async () => {
        for (const row of waiting) {
          if (isOver()) {
            return;
          }
          await one(row);
        }
      }),
    );
    if (isOver()) {
      break;
    }
  }
  dependencies.count("RowsRead", rows);
  dependencies.count("RowsFailed", failed);
  const whole = !isOver();
  if (whole && dependencies.workspace === undefined) {
    dependencies.tellCensus(taker.census);
  }
  return { rows, failed, whole };
}
