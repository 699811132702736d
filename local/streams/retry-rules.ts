/** What of a stream record decides what becomes of it. */
export interface SequencedRecord {
  readonly sequenceNumber: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** Records that go to the function together. */
export interface Batch<Item extends SequencedRecord> {
  readonly records: readonly Item[];
  /** How often these records were part of an invocation that failed. */
  readonly failures: number;
}

/** Settings of an event source mapping; -1 stands for no limit, as in Lambda's API. */
export interface RetryRules {
  readonly maximumRetryAttempts: number;
  readonly maximumRecordAgeInSeconds: number;
  readonly bisectBatchOnFunctionError: boolean;
  readonly reportBatchItemFailures: boolean;
}

/** How an invocation ended. */
export type Invocation =
  | { readonly kind: "answered"; readonly payload: unknown }
  | { readonly kind: "failed"; readonly functionError: string };

/** Why records are given up: Lambda's own words in the message to the on-failure destination. */
export type DiscardCondition = "RetryAttemptsExhausted" | "RecordAgeExceeded";

export interface Outcome<Item extends SequencedRecord> {
  /** What is left to do, in order. */
  readonly remaining: readonly Batch<Item>[];
  /** What is given up. */
  readonly discarded?: Batch<Item> & { readonly condition: DiscardCondition };
}

/** Splits off the records that have become too old to be sent; they are the first, records being in order. */
export function withoutExpired<Item extends SequencedRecord>(
  batch: Batch<Item>,
  rules: RetryRules,
  now: number,
): Outcome<Item> {
  if (rules.maximumRecordAgeInSeconds < 0) {
    return { remaining: [batch] };
  }
  const oldest = now - rules.maximumRecordAgeInSeconds * 1000;
  const firstYoung = batch.records.findIndex(({ createdAt }) => createdAt >= oldest);
  const expired = firstYoung < 0 ? batch.records.length : firstYoung;
  if (expired === 0) {
    return { remaining: [batch] };
  }
  const young = batch.records.slice(expired);
  return {
    remaining: young.length > 0 ? [{ ...batch, records: young }] : [],
    discarded: { ...batch, records: batch.records.slice(0, expired), condition: "RecordAgeExceeded" },
  };
}

/**
 * What becomes of a batch after its invocation, by the rules that Lambda documents for streams: an answer that
 * reports failures is a failure from the lowest reported record on; a failed batch is halved when it may be, which
 * costs no attempt, and else tried again until its attempts are used up.
 */
export function afterInvocation<Item extends SequencedRecord>(
  batch: Batch<Item>,
  invocation: Invocation,
  rules: RetryRules,
): Outcome<Item> {
  const failedFrom = firstFailure(batch, invocation, rules);
  if (failedFrom === undefined) {
    return { remaining: [] };
  }
  const left = batch.records.slice(failedFrom);
  if (rules.bisectBatchOnFunctionError && failedFrom === 0 && left.length > 1) {
    const half = Math.ceil(left.length / 2);
    return {
      remaining: [
        { records: left.slice(0, half), failures: batch.failures },
        { records: left.slice(half), failures: batch.failures },
      ],
    };
  }
  // The records before the first failure are done: those after it have not failed yet as a batch of their own.
  const failures = failedFrom > 0 ? 0 : batch.failures + 1;
  if (rules.maximumRetryAttempts >= 0 && failures > rules.maximumRetryAttempts) {
    return { remaining: [], discarded: { records: left, failures, condition: "RetryAttemptsExhausted" } };
  }
  return { remaining: [{ records: left, failures }] };
}

/** Position of the first record that is to be sent again; undefined after success. */
function firstFailure<Item extends SequencedRecord>(
  batch: Batch<Item>,
  invocation: Invocation,
  rules: RetryRules,
): number | undefined {
  if (invocation.kind === "failed") {
    return 0;
  }
  if (!rules.reportBatchItemFailures) {
    return undefined;
  }
  const reported = reportedFailures(invocation.payload);
  if (reported === undefined || reported.length === 0) {
    return undefined;
  }
  const positions = reported.map((identifier) =>
    batch.records.findIndex(({ sequenceNumber }) => sequenceNumber === identifier),
  );
  // An identifier that names no record of the batch makes all of it a failure.
  return Math.max(0, Math.min(...positions));
}

/** Identifiers of an answer; undefined for one that reports nothing, which Lambda takes as success. */
function reportedFailures(payload: unknown): readonly unknown[] | undefined {
  const failures = (payload as { readonly batchItemFailures?: unknown } | null | undefined)
    ?.batchItemFailures;
  if (!Array.isArray(failures)) {
    return undefined;
  }
  return failures.map((failure) => failure?.itemIdentifier);
}
