/** Findings of one request that are kept; a row and a notification must stay small whatever was sent. */
export const MAX_FINDINGS = 50;
const MAX_FINDING_LENGTH = 300;
const MAX_SHOWN_LENGTH = 60;

/** `value` as a person may read it in an error: JSON, and not longer than a line. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= MAX_SHOWN_LENGTH ? text : `${text.slice(0, MAX_SHOWN_LENGTH)}…`;
}

/** `findings` without repetitions, none too long, and with a count in place of those beyond the limit. */
export function boundedFindings(findings: readonly string[]): readonly string[] {
  const distinct = [...new Set(findings)].map((finding) =>
    finding.length <= MAX_FINDING_LENGTH ? finding : `${finding.slice(0, MAX_FINDING_LENGTH)}…`,
  );
  // one more fits in the line that would count it
  return distinct.length <= MAX_FINDINGS + 1
    ? distinct
    : [...distinct.slice(0, MAX_FINDINGS), `and ${distinct.length - MAX_FINDINGS} more`];
}
