import type { ExpiryMessage } from "../../contracts/expiry-message";
import type { FailureNotice } from "../../contracts/failure-notice";
import { shown } from "../../contracts/findings";
import type { AlarmNotice, Notice } from "./notice";

export interface DigestSettings {
  /** Begins each heading: who is told may watch several environments. */
  readonly environment: string;
  /** Where docs/runbook.md can be opened; the empty text where that is not known. */
  readonly runbookUrl: string;
}

/** Requests of one error that are named; the rest is counted. */
const NAMED = 5;

/** Slack shows a message of at most this length whole; see its guide on truncating content. */
const MAX_LENGTH = 4000;

/**
 * What happened, for people: failures by their error, the most frequent first, then alarms, each as it is now, and
 * enclaves whose lifetime is nearly over.
 */
export function digest(notices: readonly Notice[], settings: DigestSettings): string {
  const failures = notices.flatMap((notice) => (notice.kind === "failure" ? [notice.failure] : []));
  const alarms = notices.flatMap((notice) => (notice.kind === "alarm" ? [notice.alarm] : []));
  const expiries = notices.flatMap((notice) => (notice.kind === "expiry" ? [notice.expiry] : []));
  const others = notices.flatMap((notice) => (notice.kind === "other" ? [notice.text] : []));
  const paragraphs = [
    ...groupsOf(failures, ({ status, error }) => `${status} ${error}`)
      .sort((left, right) => right.length - left.length)
      .map((group) => failureLines(group, settings)),
    ...groupsOf(alarms, ({ AlarmName }) => AlarmName).map((group) => alarmLines(group, settings)),
    ...(expiries.length > 0 ? [expiryLines(expiries, settings)] : []),
    ...others.map((text) => [`${settings.environment}: a message of unknown form: ${text}`]),
  ];
  const text = paragraphs.map((lines) => lines.join("\n")).join("\n\n");
  return text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH - 1)}…`;
}

/** Equals by `keyOf`, in the order of their first one. */
function groupsOf<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  }
  return [...groups.values()];
}

function failureLines(group: readonly FailureNotice[], settings: DigestSettings): string[] {
  const [{ error, status, guidance }] = group as [FailureNotice];
  const many = group.length === 1 ? "1 request" : `${group.length} requests`;
  const rest = group.length - NAMED;
  return [
    `${settings.environment}: ${many} ${status ?? "without a row"}: ${error}`,
    `${guidance.cause}. Who can mend it: ${guidance.fixer}`,
    ...group.slice(0, NAMED).map(({ id, generation, message }) => {
      const name = shown(id).slice(1, -1);
      return `• ${name} (generation ${generation}): ${message.slice(0, 300)}`;
    }),
    ...(rest > 0 ? [`• and ${rest} more`] : []),
    ...(guidance.runbook ? [linked(guidance.runbook, settings)] : []),
  ];
}

function alarmLines(group: readonly AlarmNotice[], settings: DigestSettings): string[] {
  // a standard queue keeps no order
  const [latest] = group.toSorted((left, right) =>
    (right.StateChangeTime ?? "").localeCompare(left.StateChangeTime ?? ""),
  ) as [AlarmNotice];
  const { AlarmName, AlarmDescription, NewStateValue, NewStateReason } = latest;
  return [
    `${settings.environment}: alarm ${AlarmName} is ${NewStateValue}`,
    ...(AlarmDescription ? [linked(AlarmDescription, settings)] : []),
    ...(NewStateReason && NewStateValue !== "OK" ? [NewStateReason.slice(0, 300)] : []),
  ];
}

function expiryLines(expiries: readonly ExpiryMessage[], { environment }: DigestSettings): string[] {
  const rest = expiries.length - NAMED;
  return [
    ...expiries.slice(0, NAMED).map(({ message }) => `${environment}: ${message.slice(0, 300)}`),
    ...(rest > 0 ? [`${environment}: and ${rest} more enclaves expire soon`] : []),
  ];
}

const RUNBOOK = /docs\/runbook\.md(?=#)/g;

/** Texts name the runbook by its place in the repository. */
function linked(text: string, { runbookUrl }: DigestSettings): string {
  return runbookUrl ? text.replace(RUNBOOK, runbookUrl) : text;
}
