import type { Environment } from "../../contracts/environment";
import type { ResourceProgress } from "../engine/progress";

/** What a preview of one stack came to, for people who read it on a pull request. */
export interface PreviewOutcome {
  readonly project: string;
  readonly environment: string;
  /** `2 to create, 60 unchanged` */
  readonly summary: string;
  readonly changes: readonly ResourceChange[];
  /** What that does to the monthly bill, line by line. */
  readonly cost?: readonly string[];
  /** Why there is no preview: message and single findings. */
  readonly failure?: { readonly message: string; readonly details: readonly string[] };
}

export type ResourceChange = Pick<ResourceProgress, "operation" | "type" | "name">;

/** Rows of one table; a comment has a limit, and nobody reads more. */
const MAX_ROWS = 100;

/** A preview that ended with `error`. */
export function failedPreview(project: string, environment: Environment, error: unknown): PreviewOutcome {
  const { message, details = [] } = error as Error & { readonly details?: readonly string[] };
  return { project, environment, summary: "", changes: [], failure: { message, details } };
}

/** One section of Markdown for each outcome. */
export function previewMarkdown(outcomes: readonly PreviewOutcome[]): string {
  return outcomes.map(section).join("\n");
}

function section({ project, environment, summary, changes, cost = [], failure }: PreviewOutcome): string {
  const title = `### ${project} in ${environment}`;
  if (failure) {
    const text = [failure.message, ...failure.details.map((detail) => `- ${detail}`)].join("\n");
    return `${title}\n\nThe preview failed.\n\n${fenced(text)}\n`;
  }
  const bill = cost.length === 0 ? "" : `\n${cost.join("\n")}\n`;
  return `${title}\n\n${summary}\n${bill}${changes.length === 0 ? "" : `\n${table(changes)}\n`}`;
}

/** What takes something away comes first. */
function table(changes: readonly ResourceChange[]): string {
  const sorted = [...changes].sort((left, right) => Number(takesAway(right)) - Number(takesAway(left)));
  const rows = sorted
    .slice(0, MAX_ROWS)
    .map((change) => `| ${operationOf(change)} | \`${cell(change.type)}\` | ${cell(change.name)} |`);
  const more = sorted.length > MAX_ROWS ? [`\nand ${sorted.length - MAX_ROWS} more`] : [];
  return ["| change | type | name |", "| --- | --- | --- |", ...rows, ...more].join("\n");
}

function operationOf(change: ResourceChange): string {
  return takesAway(change) ? `**${change.operation}**` : change.operation;
}

function takesAway({ operation }: ResourceChange): boolean {
  return operation === "delete" || operation.includes("replace");
}

/** `text` where a bar or a line's end would end the cell. */
function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll(/[`\r\n]/g, " ");
}

/** A fence longer than any in `text`. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}\n${text}\n${fence}`;
}
