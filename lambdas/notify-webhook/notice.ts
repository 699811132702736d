import type { ExpiryMessage } from "../../contracts/expiry-message";
import type { FailureNotice } from "../../contracts/failure-notice";
import { shown } from "../../contracts/findings";

/** What CloudWatch publishes when an alarm changes; the parts that people are told. */
export interface AlarmNotice {
  readonly AlarmName: string;
  readonly AlarmDescription?: string;
  /** `ALARM`, `OK` or `INSUFFICIENT_DATA`. */
  readonly NewStateValue: string;
  readonly NewStateReason?: string;
  /** ISO 8601. */
  readonly StateChangeTime?: string;
}

/** A message of the topic. */
export type Notice =
  | { readonly kind: "failure"; readonly failure: FailureNotice }
  | { readonly kind: "alarm"; readonly alarm: AlarmNotice }
  | { readonly kind: "expiry"; readonly expiry: ExpiryMessage }
  | { readonly kind: "other"; readonly text: string };

/** Reads a message; one that is neither ours nor an alarm's is told as it is. */
export function parseNotice(body: string): Notice {
  const message = parsed(body);
  if (typeof message.AlarmName === "string" && typeof message.NewStateValue === "string") {
    return { kind: "alarm", alarm: message as unknown as AlarmNotice };
  }
  if (isFailure(message)) {
    return { kind: "failure", failure: message as unknown as FailureNotice };
  }
  if (isExpiry(message)) {
    return { kind: "expiry", expiry: message as unknown as ExpiryMessage };
  }
  return { kind: "other", text: shown(body) };
}

function isFailure({ id, error, message, guidance }: Readonly<Record<string, unknown>>): boolean {
  return [id, error, message].every((text) => typeof text === "string") && typeof guidance === "object";
}

function isExpiry({ owner, expires, message }: Readonly<Record<string, unknown>>): boolean {
  return [owner, expires, message].every((text) => typeof text === "string");
}

function parsed(body: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(body)) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}
