import { statusOf } from "../../../backend/promotions/promotion";
import { storeApproval } from "../../../backend/promotions/promotion-store";
import type { Environment } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import type { Context } from "../../context";
import { currentActor } from "../../engine/current-actor";
import { checkedBackend, showBackend } from "../../engine/environment-backend";
import { stateBucketOf } from "../../engine/state-bucket";
import { approverFault } from "../../promotion/checks/approvals";
import { assertUsable, findPromotion } from "../../promotion/find-promotion";
import { showNextStep, showPlan } from "./show-plan";

/**
 * Approves one plan with the caller's credentials; a second time changes nothing.
 * @throws FleetError `OperationRefused` with why this person may not, or this plan cannot be approved
 */
export async function approvePromotion(
  context: Context,
  from: Environment,
  to: Environment,
  id: string,
  { comment }: { readonly comment?: string },
): Promise<void> {
  const backend = await checkedBackend(context, to);
  showBackend(context, backend);
  const bucket = stateBucketOf(context, backend);
  const promotion = await findPromotion(bucket, to, id);
  const { plan } = promotion;
  assertUsable(promotion, from, context.clock.now());
  const status = statusOf(promotion);
  if (status !== "planned") {
    throw new FleetError("OperationRefused", `promotion ${id} is ${status}: there is nothing to approve`);
  }
  const who = await currentActor(context, backend);
  const { caller } = who;
  if (caller === undefined) {
    throw new FleetError("BackendUnavailable", "STS does not say who you are: nothing was approved");
  }
  const fault = approverFault(plan, caller);
  if (fault) {
    throw new FleetError("OperationRefused", fault);
  }
  const approval = {
    planHash: plan.hash,
    approver: { ...who, caller },
    at: context.clock.now().toISOString(),
    ...(comment && { comment }),
  };
  const first = await storeApproval(bucket, id, approval);
  const { approvals } = await findPromotion(bucket, to, id);
  context.output.result({ id, planHash: plan.hash, approvals }, () => {
    showPlan(context.output, plan);
    context.output.line(first ? `approved by ${caller}` : `${caller} has approved it before`);
    showNextStep(context.output, plan, approvals);
  });
}
