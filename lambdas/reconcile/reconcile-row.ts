import type { Item } from "../../contracts/attribute-value";
import { FleetError } from "../../contracts/errors";
import type { RequestTable } from "../request-table";
import { decide, NOTHING_SEEN } from "./decide";
import type { ReconcileDependencies } from "./dependencies";
import { type ObservedRow, observedRow } from "./observed-row";
import { takeStep } from "./step";

/** More than any course of events has; a row that changes all the time is looked at again in the next run. */
const MAX_STEPS = 20;

/**
 * Does for one row what it needs, step by step, each decided by what the ones before have shown. An execution writes
 * before it ends, so the row is read anew after each step: what is found to have ended has written all that it ever
 * will.
 *
 * @param scanned as a scan has seen it, perhaps a while ago
 * @throws what DynamoDB, Step Functions or SNS throw, and FleetError `ExecutionConflict`
 */
export async function reconcileRow(scanned: ObservedRow, dependencies: ReconcileDependencies): Promise<void> {
  const { id } = scanned;
  let observed = scanned;
  let seen = NOTHING_SEEN;
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const action = decide(observed, seen, dependencies.now());
    const found = await takeStep(action, observed, seen, dependencies);
    const current = found && (await readIfThere(dependencies.table, id));
    if (!current) {
      return;
    }
    const { correlationId } = observed.input;
    observed = observedRow(id, current);
    // of another intent other executions tell
    seen = observed.input.correlationId === correlationId ? found : NOTHING_SEEN;
  }
}

/** Undefined for a row that is not there. */
export async function readIfThere(table: RequestTable, id: string): Promise<Item | undefined> {
  try {
    return await table.read(id);
  } catch (error) {
    if (error instanceof FleetError && error.name === "RequestNotFound") {
      return undefined;
    }
    throw error;
  }
}
