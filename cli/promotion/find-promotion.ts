import { type Promotion, statusOf } from "../../backend/promotions/promotion";
import { environmentOf, listPromotions, readPromotion } from "../../backend/promotions/promotion-store";
import type { StateBucket } from "../../backend/state-bucket";
import type { Environment } from "../../contracts/environment";
import { FleetError } from "../../contracts/errors";

/**
 * The promotion of that id, which is one of `to`.
 * @throws FleetError `InvalidArgument` when there is none
 */
export async function findPromotion(bucket: StateBucket, to: Environment, id: string): Promise<Promotion> {
  if (environmentOf(id) !== to) {
    throw new FleetError("InvalidArgument", `promotion ${id} is one of ${environmentOf(id)}, not of ${to}`);
  }
  const promotion = await readPromotion(bucket, id);
  if (!promotion) {
    throw new FleetError(
      "InvalidArgument",
      `there is no promotion ${id}: look with \`fleet promotion list ${to}\``,
    );
  }
  return promotion;
}

/**
 * The newest promotion between the two environments that is neither finished nor taken back.
 * @throws FleetError `InvalidArgument` when there is none
 */
export async function newestOpen(
  bucket: StateBucket,
  from: Environment,
  to: Environment,
): Promise<Promotion> {
  const open = (await listPromotions(bucket, to)).find(
    (one) => one.plan.subject.from === from && ["planned", "executing", "failed"].includes(statusOf(one)),
  );
  if (!open) {
    throw new FleetError(
      "InvalidArgument",
      `nothing is planned from ${from} to ${to}: run \`fleet promote ${from} ${to}\``,
    );
  }
  return open;
}

/**
 * @throws FleetError `OperationRefused` for a plan that is too old, or of other environments
 */
export function assertUsable({ plan }: Promotion, from: Environment, now: Date): void {
  const { rules, to } = plan.subject;
  if (plan.subject.from !== from) {
    throw new FleetError(
      "InvalidArgument",
      `promotion ${plan.id} is from ${plan.subject.from}, not from ${from}`,
    );
  }
  if (now.getTime() - Date.parse(plan.createdAt) > rules.maxPlanAgeHours * 3_600_000) {
    throw new FleetError(
      "OperationRefused",
      `promotion ${plan.id} was planned at ${plan.createdAt}, and a plan holds for ${rules.maxPlanAgeHours} h: make a new one by \`fleet promote ${from} ${to}\``,
    );
  }
}
