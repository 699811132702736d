import { type Promotion, statusOf } from "../../../backend/promotions/promotion";
import type { PromotionPlan } from "../../../backend/promotions/promotion-plan";
import { planHash, promotionId } from "../../../backend/promotions/promotion-plan";
import { listPromotions, storePlan } from "../../../backend/promotions/promotion-store";
import type { Environment, Project } from "../../../contracts/environment";
import type { Context } from "../../context";
import { currentActor } from "../../engine/current-actor";
import { checkedBackend, type EnvironmentBackend, showBackend } from "../../engine/environment-backend";
import { readSettings } from "../../engine/stack-settings";
import { stateBucketOf } from "../../engine/state-bucket";
import { promotedArtifacts } from "../../promotion/artifacts";
import { onCallNamed, planReviewed, rollbackWritten, sameArtifacts } from "../../promotion/checklist";
import { alarmsQuiet } from "../../promotion/checks/alarms-quiet";
import { approvals } from "../../promotion/checks/approvals";
import { backupVerified } from "../../promotion/checks/backup-verified";
import { configDifferences } from "../../promotion/config-differences";
import { deployedBefore } from "../../promotion/deployed-before";
import { promotionRules } from "../../promotion/policy";
import { type CurrentSubject, currentSubject } from "../../promotion/promotion-subject";
import { rollbackText } from "../../promotion/rollback-text";
import { readEvidence, type SourceEvidence, sourceEvidence } from "../../promotion/source-evidence";
import { cleanCommit } from "../../promotion/source-tree";
import { showChecklist, showNextStep, showPlan } from "./show-plan";

export interface PlanOptions {
  /** Why it moves. @default the first line of the commit's message */
  readonly reason?: string;
  /** File with what was seen in the environment that it comes from. @default it is looked at */
  readonly evidence?: string;
}

/**
 * Makes a plan of what moves from one environment to the next, and keeps it. The same plan is kept once.
 * @throws FleetError as {@link currentSubject}
 */
export async function planPromotion(
  context: Context,
  from: Environment,
  to: Environment,
  projects: readonly Project[],
  options: PlanOptions,
): Promise<void> {
  const rules = promotionRules(context.home, from, to);
  const { id: commit } = await cleanCommit(context.root);
  const evidence =
    options.evidence === undefined
      ? await sourceEvidence(context, from, projects, commit)
      : readEvidence(context, options.evidence, from, projects, commit, rules);
  const target = await checkedBackend(context, to);
  showBackend(context, target);
  const current = await currentSubject(context, target, from, projects, (config) =>
    promotedArtifacts(evidence.images, config, projects),
  );
  const bucket = stateBucketOf(context, target);
  const earlier = await listPromotions(bucket, to);
  const hash = planHash(current.subject);
  const known = earlier.find(
    (one) => one.plan.hash === hash && statusOf(one) === "planned" && isFresh(context, one),
  );
  const plan = known?.plan ?? (await makePlan(context, evidence, target, current, earlier, options));
  if (known) {
    context.output.line(`${plan.id} is this plan already`);
  } else {
    await storePlan(bucket, plan);
  }
  context.output.result({ ...plan, status: "planned" }, () => {
    showPlan(context.output, plan);
    showChecklist(context.output, plan.checklist);
    showNextStep(context.output, plan, known?.approvals ?? []);
  });
}

function isFresh({ clock }: Context, { plan }: Promotion): boolean {
  const age = clock.now().getTime() - Date.parse(plan.createdAt);
  return age < plan.subject.rules.maxPlanAgeHours * 3_600_000;
}

async function makePlan(
  context: Context,
  { tested }: SourceEvidence,
  target: EnvironmentBackend,
  { subject, commit, previewText }: CurrentSubject,
  earlier: readonly Promotion[],
  { reason = commit.title }: PlanOptions,
): Promise<PromotionPlan> {
  const { from, to, projects, config, rules, previews, artifacts } = subject;
  const hash = planHash(subject);
  const now = context.clock.now();
  const before = await deployedBefore(stateBucketOf(context, target), to, projects);
  const after = { environment: to, settings: config };
  const last = earlier.find((one) => statusOf(one) === "finished");
  const unchecked: PromotionPlan = {
    format: 1,
    id: promotionId(to, now, hash),
    hash,
    subject,
    createdAt: now.toISOString(),
    createdBy: await currentActor(context, target),
    reason,
    title: commit.title,
    before,
    differsFromSource: configDifferences(
      projects,
      { environment: from, settings: readSettings(context.home, from).config },
      after,
    ),
    changedSinceLast: last
      ? configDifferences(projects, { environment: to, settings: last.plan.subject.config }, after)
      : [],
    previewText,
    rollback: rollbackText(to, before, previews),
    checklist: [],
  };
  const deployedNow = projects.filter((project) => before[project] !== null);
  return {
    ...unchecked,
    checklist: [
      tested,
      sameArtifacts(artifacts, to),
      planReviewed(unchecked, undefined),
      approvals(unchecked, []),
      await backupVerified(context, target, deployedNow, rules.maxDrillAgeHours),
      rollbackWritten(before, projects),
      await alarmsQuiet(context, target, rules.toleratedAlarms),
      onCallNamed(rules, undefined),
    ],
  };
}
