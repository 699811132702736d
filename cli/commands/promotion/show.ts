import { type PromotionEvent, statusOf } from "../../../backend/promotions/promotion";
import { environmentOf } from "../../../backend/promotions/promotion-store";
import type { Context } from "../../context";
import { checkedBackend } from "../../engine/environment-backend";
import { stateBucketOf } from "../../engine/state-bucket";
import { formatDuration } from "../../output/duration";
import { findPromotion } from "../../promotion/find-promotion";
import { describeChanges } from "../project/run-operation";
import { showChecklist, showPlan, showPreviews } from "./show-plan";

/**
 * Explains one promotion from what was kept of it: nothing else is asked.
 * @throws FleetError `InvalidArgument` for an id that is none, `CheckFailed` when the plan was altered
 */
export async function show(
  context: Context,
  id: string,
  { previews = false }: { readonly previews?: boolean },
): Promise<void> {
  const environment = environmentOf(id);
  const backend = await checkedBackend(context, environment);
  const promotion = await findPromotion(stateBucketOf(context, backend), environment, id);
  const { plan, approvals, events } = promotion;
  const status = statusOf(promotion);
  const { output } = context;
  output.result({ ...promotion, status }, () => {
    showPlan(output, plan);
    if (events.length === 0) {
      showChecklist(output, plan.checklist);
    }
    if (previews) {
      showPreviews(output, plan);
    }
    for (const { approver, at, comment } of approvals) {
      output.line(`  approved by ${approver.caller} at ${at}${comment ? `: ${comment}` : ""}`);
    }
    for (const event of events) {
      output.line(`  ${event.at}  ${described(event)}, by ${event.who.caller ?? event.who.user}`);
      if (event.kind === "started") {
        showChecklist(output, event.checklist);
      }
    }
    output.line(`  status: ${status}`);
  });
}

function described(event: PromotionEvent): string {
  switch (event.kind) {
    case "started":
      return `execution began${event.onCall ? `, on call: ${event.onCall}` : ""}`;
    case "deployed":
      return `${event.project} deployed: ${describeChanges(event.changes, false)} in ${formatDuration(event.durationSeconds * 1000)}`;
    case "failed":
      return `stopped at ${event.project}: ${event.reason}`;
    case "finished":
      return "finished";
    case "rollback-started":
      return `rollback began: ${event.reason}`;
    case "rolled-back":
      return "rolled back";
    case "rollback-failed":
      return `rollback stopped: ${event.reason}`;
  }
}
