import type { Approval } from "../../../backend/promotions/promotion";
import type {
  ChecklistItem,
  ConfigDifference,
  PromotionPlan,
} from "../../../backend/promotions/promotion-plan";
import { shownValue } from "../../configuration/shown-value";
import type { Output } from "../../output/output";
import { CHECKLIST_TITLES, REVIEWED_DIGITS } from "../../promotion/checklist";

/** Who, what, when, why; without previews and checklist. */
export function showPlan(output: Output, plan: PromotionPlan): void {
  const { id, hash, subject, createdAt, createdBy, reason, title } = plan;
  const { from, to, projects, commit, account, region } = subject;
  output.line(`promotion ${id}`);
  output.line(`  ${projects.join(", ")} from ${from} to ${to}, account ${account} in ${region}`);
  output.line(`  commit ${commit.slice(0, 12)}  ${title}`);
  output.line(
    `  plan ${hash.slice(0, REVIEWED_DIGITS)}, by ${createdBy.caller ?? createdBy.user} at ${createdAt}`,
  );
  output.line(`  why: ${reason}`);
  showDifferences(output, `configured otherwise than in ${from}:`, plan.differsFromSource);
  showDifferences(output, "configured otherwise than by the promotion before:", plan.changedSinceLast);
  showLines(output, "to go back:", plan.rollback);
}

/** The previews, as they were shown when the plan was made. */
export function showPreviews(output: Output, { previewText }: PromotionPlan): void {
  showLines(output, "previews:", previewText);
}

export function showChecklist(output: Output, checklist: readonly ChecklistItem[]): void {
  output.line("  checklist:");
  for (const { name, result, evidence } of checklist) {
    const [first = "", ...more] = evidence;
    output.line(`    ${result.padEnd(5)} ${CHECKLIST_TITLES[name].padEnd(17)} ${first}`);
    for (const line of more) {
      output.line(`${" ".repeat(28)}${line}`);
    }
  }
}

/** What has to be done for the plan to be executed. */
export function showNextStep(output: Output, plan: PromotionPlan, given: readonly Approval[]): void {
  const { id, hash, subject } = plan;
  const { from, to, rules } = subject;
  const missing = rules.minimumApprovals - given.length;
  if (missing > 0) {
    output.line(`next: ${missing} × \`fleet promote ${from} ${to} --approve ${id}\``);
  } else {
    output.line(
      `next: \`fleet promote ${from} ${to} --execute ${id} --reviewed ${hash.slice(0, REVIEWED_DIGITS)}\``,
    );
  }
}

function showDifferences(output: Output, heading: string, differences: readonly ConfigDifference[]): void {
  showLines(
    output,
    heading,
    differences.map(({ key, before, after }) => `${key}: ${shown(before)} → ${shown(after)}`),
  );
}

function shown(value: unknown): string {
  return shownValue(value ?? undefined);
}

function showLines(output: Output, heading: string, lines: readonly string[]): void {
  if (lines.length === 0) {
    return;
  }
  output.line(`  ${heading}`);
  for (const line of lines) {
    output.line(`    ${line}`);
  }
}
