import { deployedProjects, type Promotion, statusOf } from "../../../backend/promotions/promotion";
import type { ChecklistItem } from "../../../backend/promotions/promotion-plan";
import { appendEvent } from "../../../backend/promotions/promotion-store";
import type { Environment } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import type { Context } from "../../context";
import { currentActor } from "../../engine/current-actor";
import { checkedBackend, type EnvironmentBackend, showBackend } from "../../engine/environment-backend";
import type { LeaseOptions } from "../../engine/leased";
import { stateBucketOf } from "../../engine/state-bucket";
import { onCallNamed, openPoints, planReviewed } from "../../promotion/checklist";
import { alarmsQuiet } from "../../promotion/checks/alarms-quiet";
import { approvals } from "../../promotion/checks/approvals";
import { verifyBackup } from "../../promotion/checks/backup-verified";
import { deployPlanned } from "../../promotion/deploy-planned";
import { assertUsable, findPromotion, newestOpen } from "../../promotion/find-promotion";
import { planDifferences } from "../../promotion/plan-differences";
import { currentSubject } from "../../promotion/promotion-subject";
import { showChecklist, showPlan } from "./show-plan";

export interface ExecuteOptions extends LeaseOptions {
  /** First digits of the hash of the plan that was read. */
  readonly reviewed?: string;
  readonly onCall?: string;
}

/**
 * Executes a plan, or goes on with one that stopped: looks whether it still holds and whether every point of the
 * checklist does, then deploys one project after the other.
 * @throws FleetError `OperationRefused` when the plan is stale or a point is open; what stopped a deployment, with how
 * to go on and how to go back
 */
export async function executePromotion(
  context: Context,
  from: Environment,
  to: Environment,
  id: string | undefined,
  options: ExecuteOptions,
): Promise<void> {
  const backend = await checkedBackend(context, to);
  showBackend(context, backend);
  const bucket = stateBucketOf(context, backend);
  const promotion =
    id === undefined ? await newestOpen(bucket, from, to) : await findPromotion(bucket, to, id);
  const { plan } = promotion;
  const status = statusOf(promotion);
  if (status === "finished" || status === "rolling back" || status === "rolled back") {
    throw new FleetError(
      "OperationRefused",
      `promotion ${plan.id} is ${status}: make a new one by \`fleet promote ${from} ${to}\``,
    );
  }
  assertUsable(promotion, from, context.clock.now());
  showPlan(context.output, plan);
  await assertHolds(context, backend, promotion);
  const checklist = await checkAll(context, backend, promotion, options);
  showChecklist(context.output, checklist);
  const open = openPoints(checklist);
  if (open.length > 0) {
    throw new FleetError(
      "OperationRefused",
      `promotion ${plan.id} is not executed: ${open.length === 1 ? "one point" : `${open.length} points`} of the checklist ${open.length === 1 ? "is" : "are"} open`,
      open,
    );
  }
  const who = await currentActor(context, backend);
  const { onCall } = options;
  const started = await appendEvent(bucket, promotion, who, context.clock.now(), {
    kind: "started",
    checklist,
    ...(onCall && { onCall }),
  });
  const finished = await deployPlanned(context, backend, started, who, options);
  context.output.result({ id: plan.id, status: statusOf(finished), events: finished.events }, () =>
    context.output.line(
      `promotion ${plan.id} is finished; to go back: ${plan.rollback[0]?.replace("$ ", "")}`,
    ),
  );
}

/** Previews again what is left to do, and compares with what was planned and approved. */
async function assertHolds(
  context: Context,
  backend: EnvironmentBackend,
  promotion: Promotion,
): Promise<void> {
  const { id, subject } = promotion.plan;
  const deployed = deployedProjects(promotion);
  const begun = promotion.events.length > 0;
  const { subject: now } = await currentSubject(
    context,
    backend,
    subject.from,
    subject.projects,
    // What was verified is of the moment of the plan, so that the environment below may move on.
    () => subject.artifacts,
    subject.previews.filter(({ project }) => deployed.includes(project)),
  );
  const differences = planDifferences(subject, now, {
    deployed,
    stoppedAt: begun ? subject.projects.find((project) => !deployed.includes(project)) : undefined,
  });
  if (differences.length > 0) {
    throw new FleetError(
      "OperationRefused",
      `promotion ${id} is stale: what it would do now is not what was planned${begun ? "" : " and approved"}; make a new plan by \`fleet promote ${subject.from} ${subject.to}\``,
      differences,
    );
  }
}

async function checkAll(
  context: Context,
  backend: EnvironmentBackend,
  promotion: Promotion,
  { reviewed, onCall }: ExecuteOptions,
): Promise<readonly ChecklistItem[]> {
  const { plan } = promotion;
  const { rules, projects } = plan.subject;
  const planned = (name: ChecklistItem["name"]) => plan.checklist.filter((item) => item.name === name);
  const existing = projects.filter((project) => plan.before[project] !== null);
  return [
    ...planned("tested-below"),
    ...planned("same-artifacts"),
    planReviewed(plan, reviewed ?? (await askReviewed(context, promotion))),
    approvals(plan, promotion.approvals),
    await verifyBackup(context, backend, existing, rules.maxDrillAgeHours),
    ...planned("rollback-written"),
    await alarmsQuiet(context, backend, rules.toleratedAlarms),
    onCallNamed(rules, onCall),
  ];
}

async function askReviewed({ output }: Context, { plan }: Promotion): Promise<string | undefined> {
  return output.interactive
    ? (
        await output.ask(
          `Which plan have you read? Type its hash, as \`fleet promotion show ${plan.id}\` shows it: `,
        )
      ).trim()
    : undefined;
}
