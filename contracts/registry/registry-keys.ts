import { createHash } from "node:crypto";

/** Keys and indexes of the registry's one table. A workspace, its resources and deployments share a partition. */

/** A row's key. */
export interface RegistryKey {
  readonly pk: string;
  readonly sk: string;
}

/**
 * Index name → its hash key, and its range key if it has one. Rows without one of them are not in the index: a
 * workspace that is destroyed has no `at`, so that lists of what is there need not read past all that ever was.
 */
export const REGISTRY_INDEXES = {
  byRecord: { hashKey: "record", rangeKey: "at" },
  byOwner: { hashKey: "owner", rangeKey: "updated" },
  byTemplate: { hashKey: "template", rangeKey: "at" },
  byStatus: { hashKey: "workspaceStatus", rangeKey: "updated" },
  byCloudId: { hashKey: "cloudId" },
  byArn: { hashKey: "arn" },
  byPhysicalName: { hashKey: "physicalName" },
  byPrivateIp: { hashKey: "privateIp" },
  byPublicIp: { hashKey: "publicIp" },
} as const satisfies Readonly<Record<string, { readonly hashKey: string; readonly rangeKey?: string }>>;
export type RegistryIndex = keyof typeof REGISTRY_INDEXES;

/** The indexes that have their rows by time. */
export type SortedIndex = "byRecord" | "byOwner" | "byTemplate" | "byStatus";

/** The indexes by which a resource is found from what a person has in hand. */
export const FIND_INDEXES = [
  "byArn",
  "byCloudId",
  "byPhysicalName",
  "byPrivateIp",
  "byPublicIp",
] as const satisfies readonly RegistryIndex[];

export const RESOURCE_PREFIX = "resource#";
export const DEPLOYMENT_PREFIX = "deployment#";

/** DynamoDB's limit for a sort key, in bytes. */
const MAX_SORT_KEY = 1024;

export function partitionOf(workspaceId: string): string {
  return `workspace#${workspaceId}`;
}

export function workspaceKeyOf(workspaceId: string): RegistryKey {
  return { pk: partitionOf(workspaceId), sk: "workspace" };
}

/** @param deleting the old half of a replacement, which has the URN of the new one, by its cloud id */
export function resourceKeyOf(workspaceId: string, urn: string, deleting?: string): RegistryKey {
  const sk = `${RESOURCE_PREFIX}${urn}${deleting === undefined ? "" : `#${deleting}`}`;
  return { pk: partitionOf(workspaceId), sk: bounded(sk) };
}

export function deploymentKeyOf(workspaceId: string, id: string): RegistryKey {
  return { pk: partitionOf(workspaceId), sk: `${DEPLOYMENT_PREFIX}${id}` };
}

/** A URN has no limit: one that is too long keeps its head and ends in the SHA-256 of the whole. */
function bounded(key: string): string {
  const bytes = Buffer.from(key);
  if (bytes.length <= MAX_SORT_KEY) {
    return key;
  }
  const digest = createHash("sha256").update(bytes).digest("hex");
  return `${bytes.subarray(0, MAX_SORT_KEY - digest.length - 4).toString("utf8")}#${digest}`;
}
