import { createHash } from "node:crypto";
import { ENVIRONMENTS, type Environment } from "../../contracts/environment";
import { FleetError } from "../../contracts/errors";
import { PROMOTIONS, promotionKeys } from "../layout";
import { type Actor, canonicalJson } from "../operations/operation-entry";
import { listObjects, readObject, type StateBucket, writeObject } from "../state-bucket";
import type { Approval, NewEvent, Promotion, PromotionEvent } from "./promotion";
import { type PromotionPlan, planHash } from "./promotion-plan";

/** Objects that are read at the same time. */
const READS = 16;

/** Keeps a plan. Nobody can change it afterwards. */
export async function storePlan(bucket: StateBucket, plan: PromotionPlan): Promise<void> {
  const { plan: key } = promotionKeys(plan.id);
  if ((await writeObject(bucket, key, canonicalJson(plan), { absent: true })) === undefined) {
    throw new FleetError(
      "OperationRefused",
      `promotion ${plan.id} was made by somebody else at the same second`,
    );
  }
}

/**
 * Keeps an approval.
 * @returns false when the approver has approved this plan before
 */
export async function storeApproval(bucket: StateBucket, id: string, approval: Approval): Promise<boolean> {
  const person = createHash("sha256").update(approval.approver.caller).digest("hex").slice(0, 16);
  const key = `${promotionKeys(id).approvals}${person}.json`;
  return (await writeObject(bucket, key, canonicalJson(approval), { absent: true })) !== undefined;
}

/**
 * Adds to what happened to `promotion`.
 * @returns the promotion with it
 * @throws FleetError `OperationRefused` when somebody else was first
 */
export async function appendEvent(
  bucket: StateBucket,
  promotion: Promotion,
  who: Actor,
  at: Date,
  event: NewEvent,
): Promise<Promotion> {
  const sequence = (promotion.events.at(-1)?.sequence ?? 0) + 1;
  const whole = { ...event, sequence, at: at.toISOString(), who } as PromotionEvent;
  const { id } = promotion.plan;
  const key = `${promotionKeys(id).events}${String(sequence).padStart(4, "0")}.json`;
  if ((await writeObject(bucket, key, canonicalJson(whole), { absent: true })) === undefined) {
    throw new FleetError(
      "OperationRefused",
      `promotion ${id} is in somebody else's hands: look with \`fleet promotion show ${id}\``,
    );
  }
  return { ...promotion, events: [...promotion.events, whole] };
}

/**
 * Everything that is known of a promotion.
 * @returns undefined when there is none of that id
 * @throws FleetError `CheckFailed` when the plan is not what was written
 */
export async function readPromotion(bucket: StateBucket, id: string): Promise<Promotion | undefined> {
  const keys = promotionKeys(id);
  const [plan] = await readAll<PromotionPlan>(bucket, [keys.plan]);
  if (!plan) {
    return undefined;
  }
  if (plan.id !== id || plan.hash !== planHash(plan.subject)) {
    throw new FleetError("CheckFailed", `promotion ${id} was altered: its hash is not that of its plan`);
  }
  const [approvals, events] = await Promise.all([
    readFolder<Approval>(bucket, keys.approvals),
    readFolder<PromotionEvent>(bucket, keys.events),
  ]);
  return { plan, approvals, events };
}

/** The environment's promotions, the newest first. */
export async function listPromotions(
  bucket: StateBucket,
  environment: Environment,
): Promise<readonly Promotion[]> {
  const ids: string[] = [];
  for await (const { key } of listObjects(bucket, `${PROMOTIONS}${environment}-`)) {
    const id = /^\.fleet\/promotions\/([^/]+)\/plan\.json$/.exec(key)?.[1];
    if (id !== undefined) {
      ids.unshift(id);
    }
  }
  const promotions: Promotion[] = [];
  for (const id of ids) {
    const promotion = await readPromotion(bucket, id);
    promotions.push(...(promotion ? [promotion] : []));
  }
  return promotions;
}

/**
 * The environment that a promotion's id names.
 * @throws FleetError `InvalidArgument`
 */
export function environmentOf(id: string): Environment {
  const environment = ENVIRONMENTS.find((each) => id.startsWith(`${each}-`));
  if (!environment || !/^[a-z]+-\d{8}T\d{6}Z-[0-9a-f]{8}$/.test(id)) {
    throw new FleetError(
      "InvalidArgument",
      `${JSON.stringify(id.slice(0, 60))} is no promotion's id: use one that \`fleet promotion list\` shows`,
    );
  }
  return environment;
}

async function readFolder<Content>(bucket: StateBucket, prefix: string): Promise<readonly Content[]> {
  const keys: string[] = [];
  for await (const { key } of listObjects(bucket, prefix)) {
    keys.push(key);
  }
  return readAll<Content>(bucket, keys);
}

async function readAll<Content>(bucket: StateBucket, keys: readonly string[]): Promise<readonly Content[]> {
  const contents: Content[] = [];
  for (let start = 0; start < keys.length; start += READS) {
    const objects = await Promise.all(keys.slice(start, start + READS).map((key) => readObject(bucket, key)));
    contents.push(
      ...objects.flatMap((object) => (object ? [JSON.parse(Buffer.from(object.body).toString("utf8"))] : [])),
    );
  }
  return contents;
}
