import { ConditionalCheckFailedException, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { Item } from "../../contracts/attribute-value";
import { CANARY_ID, CANARY_OWNER, canarySpec } from "../../contracts/canary";
import type { EnclaveRequest } from "../../contracts/enclave-request";
import { newRequest, requestItem } from "../../contracts/request-row";
import { generationIs } from "../row-conditions";
import { generationOf } from "../row-input";
import { type CanaryRow, type CanarySettings, canaryStep } from "./canary-step";
import type { ReconcileDependencies } from "./dependencies";
import { observedRow } from "./observed-row";
import { readIfThere } from "./reconcile-row";

/**
 * Moves the canary on by one step, as its requester: each reconciler may do so at any time, and of two that see the same
 * one does it, and tells.
 * @throws what DynamoDB throws
 */
export async function keepCanary(
  { image, minutes }: CanarySettings,
  dependencies: ReconcileDependencies,
): Promise<void> {
  const { table, now, log } = dependencies;
  const item = await readIfThere(table, CANARY_ID);
  const step = canaryStep(item && canaryRow(item), minutes, now());
  switch (step.kind) {
    case "wait":
      return;
    case "taken":
      log.error("the canary's id is taken by another owner's request", { id: CANARY_ID });
      return;
    case "deploy":
      await deploy(item, image, dependencies);
      return;
    case "destroy":
      if (item && (await ask(item, { desiredState: "DESTROYED" }, dependencies))) {
        dependencies.tellCanary(step.outcome);
      }
  }
}

function canaryRow(item: Item): CanaryRow {
  const asked = new Date(item.createdAt?.S ?? Number.NaN);
  return { ...observedRow(CANARY_ID, item), ...(!Number.isNaN(asked.getTime()) && { asked }) };
}

/** A row that is there becomes as a new one, but for its generation: `createdAt` is when it was last asked for. */
async function deploy(
  item: Item | undefined,
  image: string,
  dependencies: ReconcileDependencies,
): Promise<void> {
  const { dynamodb, tableName, now } = dependencies;
  const { spec, createdAt, ...request } = newRequest(
    { id: CANARY_ID, owner: CANARY_OWNER, spec: canarySpec(image) },
    now(),
  );
  if (item) {
    await ask(item, { desiredState: "DEPLOYED", spec, createdAt }, dependencies);
    return;
  }
  try {
    await dynamodb.send(
      new PutItemCommand({
        TableName: tableName,
        Item: requestItem({ ...request, spec, createdAt }),
        ConditionExpression: "attribute_not_exists(id)",
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) {
      throw error;
    }
  }
}

/** @returns whether nobody else was faster */
async function ask(
  item: Item,
  change: Partial<EnclaveRequest> & Pick<EnclaveRequest, "desiredState">,
  { table, now }: ReconcileDependencies,
): Promise<boolean> {
  const generation = generationOf(item);
  const { changed } = await table.change(CANARY_ID, {
    set: { ...change, generation: generation + 1, updatedAt: now().toISOString() },
    condition: generationIs(generation),
  });
  return changed;
}
