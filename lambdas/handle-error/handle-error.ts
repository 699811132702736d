import type { Reason } from "../../contracts/enclave-request";
import { reasonOf } from "../../contracts/failure";
import type { ErrorInput, ErrorOutput } from "../../contracts/pipeline";
import type { Log } from "../log";
import type { RequestTable } from "../request-table";
import {
  allOf,
  anyOf,
  leaseHeldBy,
  notBegunByAnother,
  transitionTo,
  unreadableStatus,
} from "../row-conditions";
import { wasWrittenBy } from "../written-status";
import type { NotifyFailure } from "./notify";
import { type ErrorOutcome, outcomeOf } from "./outcome";

export interface HandleErrorDependencies {
  readonly table: RequestTable;
  readonly notify: NotifyFailure;
  readonly log: Log;
  readonly now: () => Date;
}

/**
 * Stores an execution's failure on the request's row, gives its lease back, then tells people. All of it may be
 * repeated: when the notification fails the whole is tried again, and the row is already right by then.
 * @throws what DynamoDB or SNS throw
 */
export async function handleError(
  error: ErrorInput,
  { table, notify, log, now }: HandleErrorDependencies,
): Promise<ErrorOutput> {
  const { input, execution } = error;
  const reason = reasonOf(error.error);
  const outcome = outcomeOf(reason.error, error.fence !== undefined);
  const status = await store(error, reason, outcome, table, now());
  await table.change(input.id, { remove: ["lease"], condition: leaseHeldBy(execution) });

  // whoever has moved the request on in the meantime has the newer news
  const notified = outcome.notify && (status !== undefined || outcome.status === undefined);
  if (notified) {
    await notify({ input, execution, reason, status });
  }
  log.warn("execution failed", {
    correlationId: input.correlationId,
    error: reason.error,
    status: status ?? "unchanged",
    notified,
  });
  return { ...(status && { status }), notified };
}

/** @returns the status that the row has because of this error, if it has one */
async function store(
  { input, execution }: ErrorInput,
  reason: Reason,
  { status }: ErrorOutcome,
  table: RequestTable,
  now: Date,
): Promise<ErrorOutcome["status"]> {
  if (!status) {
    return undefined;
  }
  const next = { status, statusGeneration: input.generation };
  const transition = allOf(transitionTo(next), notBegunByAnother(execution, input.generation));
  const { changed, row } = await table.change(input.id, {
    set: { ...next, reason, execution, updatedAt: now.toISOString() },
    remove: ["queue"],
    condition: status === "REJECTED" ? anyOf(transition, unreadableStatus()) : transition,
  });
  return changed || wasWrittenBy(execution, next, row) ? status : undefined;
}
