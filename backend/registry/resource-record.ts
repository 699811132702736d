import { monthlyCost } from "../../contracts/prices/monthly-cost";
import type { ResourceRecord } from "../../contracts/registry/records";
import type { CheckpointResource } from "../checkpoints/checkpoint";

/** DynamoDB's limit for the hash key of an index, in bytes. */
const MAX_INDEXED = 2048;

/**
 * What the registry keeps of a resource: names and addresses by which it is looked for, and nothing of its content;
 * and whether its price is not known.
 */
export function resourceRecord(
  workspaceId: string,
  resource: CheckpointResource,
  region: string,
): { readonly record: ResourceRecord; readonly unpriced: boolean } {
  const { urn, type, parent, created, inputs = {}, outputs = {} } = resource;
  const cost = monthlyCost(type, inputs, region);
  const record: ResourceRecord = {
    workspaceId,
    urn,
    type,
    logicalName: urn.slice(urn.lastIndexOf("::") + 2),
    cloudId: indexed(resource.id),
    arn: indexed(outputs.arn) ?? arnIn(resource.id),
    physicalName: firstIndexed(outputs, inputs, ["name", "bucket", "dashboardName"]) ?? nameTag(outputs),
    privateIp: indexed(outputs.privateIp),
    publicIp: indexed(outputs.publicIp),
    status: resource.delete ? "deleting" : "present",
    parent: parent || undefined,
    created,
    monthlyCost: cost.kind === "standing" ? cost.usd : undefined,
  };
  return { record, unpriced: cost.kind === "unknown" };
}

/** Whether the engine made it for itself: it is nothing that anybody looks for. */
export function isOwnOfEngine({ type }: Pick<CheckpointResource, "type">): boolean {
  return type.startsWith("pulumi:");
}

/** A text that can be looked for. A secret is an object here, so it never passes. */
function indexed(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" && Buffer.byteLength(value) <= MAX_INDEXED
    ? value
    : undefined;
}

function arnIn(id: string | undefined): string | undefined {
  return id?.startsWith("arn:") ? indexed(id) : undefined;
}

type Properties = Readonly<Record<string, unknown>>;

function firstIndexed(outputs: Properties, inputs: Properties, names: readonly string[]): string | undefined {
  return names.map((name) => indexed(outputs[name] ?? inputs[name])).find((value) => value !== undefined);
}

function nameTag({ tags }: Properties): string | undefined {
  return typeof tags === "object" && tags !== null ? indexed((tags as Properties).Name) : undefined;
}
