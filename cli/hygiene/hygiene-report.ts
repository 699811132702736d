import type { CheckResult } from "./hygiene-check";

export type HygieneKind = "daily" | "weekly" | "monthly";

/** How one check went. */
export interface CheckedPart extends CheckResult {
  readonly name: string;
  readonly title: string;
  /** Why the check itself could not be made; absent when it was. */
  readonly failure?: string;
}

/** What hygiene came to; what `--json` prints. */
export interface HygieneReport {
  readonly kind: HygieneKind;
  readonly environment: string;
  readonly account: string;
  readonly region: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationSeconds: number;
  readonly checks: readonly CheckedPart[];
}

/** Everything that somebody has to look at, one line each. */
export function findingsOf({ checks }: Pick<HygieneReport, "checks">): readonly string[] {
  return checks.flatMap(({ title, findings, failure }) => [
    ...findings.map((finding) => `${title}: ${finding}`),
    ...(failure === undefined ? [] : [`${title}: could not be checked: ${failure}`]),
  ]);
}

/** The report for people. */
export function hygieneMarkdown(report: HygieneReport): string {
  const { kind, environment, account, region, startedAt, durationSeconds, checks } = report;
  const count = findingsOf(report).length;
  const summary = count === 0 ? "Nothing was found." : count === 1 ? "1 finding." : `${count} findings.`;
  return [
    `# Hygiene of ${environment}, ${kind}`,
    "",
    `Account ${account} in ${region}, ${startedAt}, ${durationSeconds.toFixed(1)} s. ${summary}`,
    "",
    ...checks.flatMap(partMarkdown),
  ].join("\n");
}

function partMarkdown({ title, findings, facts, failure }: CheckedPart): readonly string[] {
  const told = Object.entries(facts).map(([name, value]) => `- ${inWords(name)}: ${factText(value)}`);
  return [
    `## ${title}`,
    "",
    ...(failure === undefined ? [] : [`Could not be checked: ${failure}`, ""]),
    ...(findings.length > 0 ? [...findings.map((finding) => `- **${finding}**`), ""] : []),
    ...(told.length > 0 ? [...told, ""] : []),
  ];
}

/** `oldestLockSeconds` as `oldest lock seconds` */
function inWords(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function factText(value: number | string | readonly string[]): string {
  if (typeof value === "object") {
    return value.length === 0 ? "none" : value.join("; ");
  }
  return String(value);
}
