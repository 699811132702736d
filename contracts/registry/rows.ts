import type { DeploymentRecord, ResourceRecord, WorkspaceRecord } from "./records";
import { deploymentKeyOf, type RegistryKey, resourceKeyOf, workspaceKeyOf } from "./registry-keys";

/** What of a workspace only its indexing needs. */
export interface Indexing {
  /** One more with each indexing that has begun. */
  readonly revision: number;
  /** Whether it has a checkpoint. */
  readonly saved: boolean;
  /** Operations that an engine had begun when it last saved. */
  readonly pendingOperations: number;
  readonly providerTags: Readonly<Record<string, string>>;
  /** Set by `pulumi stack tag`. */
  readonly stackTags: Readonly<Record<string, string>>;
  /** What the record of a short-lived copy says is being done to it, also while its stack says nothing of it. */
  readonly intent?: "creating" | "active" | "destroying" | "error";
  /** Deployments whose locks are held. */
  readonly running: readonly RunningDeployment[];
  /** The deployment that `status` is told by. */
  readonly newest?: Pick<DeploymentRecord, "id" | "kind" | "status" | "started" | "monthlyCost">;
}

export interface RunningDeployment {
  readonly id: string;
  readonly started: string;
  readonly by?: string;
  /** Known of a run of ours that destroys. */
  readonly kind?: "destroy";
}

/** A workspace as the table keeps it: fields of its record, its key, and what the indexes need. */
export interface WorkspaceRow extends Partial<WorkspaceRecord>, Partial<Indexing>, RegistryKey {
  readonly revision: number;
  /** Absent while the first indexing has not ended: it is in no index then. */
  readonly record?: "workspace";
  /** When it was last saved; only of one that is there, see `REGISTRY_INDEXES`. */
  readonly at?: string;
  readonly workspaceStatus?: string;
  /** What a text is looked for in; see {@link searchText}. */
  readonly searched?: string;
  /** The types of its resources, one a line: DynamoDB cannot look for a part of a map's keys. */
  readonly types?: string;
}

export type ResourceRow = ResourceRecord & RegistryKey;

export interface DeploymentRow extends DeploymentRecord, RegistryKey {
  readonly record: "deployment";
  readonly at: string;
}

export function workspaceRow(record: WorkspaceRecord, indexing: Indexing): WorkspaceRow {
  return {
    ...record,
    ...indexing,
    ...workspaceKeyOf(record.id),
    record: "workspace",
    ...(record.status !== "destroyed" && { at: record.updated }),
    workspaceStatus: record.status,
    searched: searchText(record),
    types: Object.keys(record.resourceTypes).join("\n"),
  };
}

/** In lower case, for DynamoDB compares by bytes: name, id, owner, description, and tags as `key=value`. */
function searchText({ name, id, owner, description = "", tags }: WorkspaceRecord): string {
  const texts = [name, id, owner, description, ...Object.entries(tags).map((tag) => tag.join("="))];
  return texts.join("\n").toLowerCase();
}

export function resourceRow(record: ResourceRecord): ResourceRow {
  const deleting = record.status === "deleting" ? (record.cloudId ?? "") : undefined;
  return { ...record, ...resourceKeyOf(record.workspaceId, record.urn, deleting) };
}

export function deploymentRow(record: DeploymentRecord): DeploymentRow {
  const key = deploymentKeyOf(record.workspaceId, record.id);
  return { ...record, ...key, record: "deployment", at: record.started };
}

/** The record that a workspace's row holds; undefined while its first indexing has not ended. */
export function workspaceOfRow(row: WorkspaceRow): WorkspaceRecord | undefined {
  if (row.record !== "workspace") {
    return undefined;
  }
  const { pk: _pk, sk: _sk, record: _record, at: _at, workspaceStatus: _status, ...rest } = row;
  const { searched: _searched, types: _types, ...fields } = rest;
  const { revision: _revision, running: _running, newest: _newest, ...more } = fields;
  const { saved: _saved, pendingOperations: _pending, providerTags: _own, stackTags: _set, ...last } = more;
  const { intent: _intent, ...record } = last;
  return record as WorkspaceRecord;
}

export function resourceOfRow({ pk: _pk, sk: _sk, ...record }: ResourceRow): ResourceRecord {
  return record;
}

export function deploymentOfRow(row: DeploymentRow): DeploymentRecord {
  const { pk: _pk, sk: _sk, record: _record, at: _at, ...record } = row;
  return record;
}
