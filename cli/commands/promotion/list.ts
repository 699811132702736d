import { statusOf } from "../../../backend/promotions/promotion";
import { listPromotions } from "../../../backend/promotions/promotion-store";
import { ENVIRONMENTS, type Environment } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import type { Context } from "../../context";
import { checkedBackend } from "../../engine/environment-backend";
import { stateBucketOf } from "../../engine/state-bucket";
import { columns } from "../../output/columns";

interface ListedPromotion {
  readonly id: string;
  readonly status: string;
  readonly from: string;
  readonly to: string;
  readonly projects: readonly string[];
  readonly commit: string;
  readonly plannedBy: string;
  readonly approvals: number;
  readonly reason: string;
}

/**
 * Lists the promotions to `environment`, or to all of them: one that cannot be reached is told of and left out.
 * @throws FleetError `BackendUnavailable` for an environment that was asked for
 */
export async function listAll(context: Context, environment: Environment | undefined): Promise<void> {
  const promotions: ListedPromotion[] = [];
  for (const each of environment ? [environment] : ENVIRONMENTS) {
    try {
      promotions.push(...(await listed(context, each)));
    } catch (error) {
      if (environment || !(error instanceof FleetError && error.name === "BackendUnavailable")) {
        throw error;
      }
      context.output.error(`${each}: ${error.message}`);
    }
  }
  context.output.result(promotions, () => {
    if (promotions.length === 0) {
      context.output.line("no promotions");
      return;
    }
    const rows = promotions.map(({ id, status, from, to, projects, commit, reason }) => [
      id,
      status,
      `${from} → ${to}`,
      projects.join(","),
      commit.slice(0, 12),
      reason,
    ]);
    for (const line of columns([["ID", "STATUS", "WAY", "PROJECTS", "COMMIT", "WHY"], ...rows])) {
      context.output.line(line);
    }
  });
}

async function listed(context: Context, environment: Environment): Promise<readonly ListedPromotion[]> {
  const backend = await checkedBackend(context, environment);
  const promotions = await listPromotions(stateBucketOf(context, backend), environment);
  return promotions.map((promotion) => {
    const { id, subject, createdBy, reason } = promotion.plan;
    const { from, to, projects, commit } = subject;
    return {
      id,
      status: statusOf(promotion),
      from,
      to,
      projects,
      commit,
      plannedBy: createdBy.caller ?? createdBy.user,
      approvals: promotion.approvals.length,
      reason,
    };
  });
}
