import type { Environment, Project } from "./environment";

/** Set once per program as the provider's default tags; components add only `Name`. */
export interface DefaultTags {
  readonly Project: string;
  readonly Environment: string;
  readonly Scope: string;
  readonly ManagedBy: string;
  readonly Owner: string;
  readonly CostCenter: string;
  /** Only on what belongs to a short-lived copy of runtime. */
  readonly Workspace?: string;
}

export function defaultTags(of: {
  readonly environment: Environment;
  readonly scope: Project;
  readonly owner: string;
  readonly costCenter: string;
  readonly workspace?: string;
}): DefaultTags {
  return {
    Project: "hyperion-fleet",
    Environment: of.environment,
    Scope: of.scope,
    ManagedBy: "pulumi",
    Owner: of.owner,
    CostCenter: of.costCenter,
    ...(of.workspace !== undefined && { Workspace: of.workspace }),
  };
}

/** Tag of everything that belongs to one request. */
export const REQUEST_TAG = "EnclaveId";

/** Tag keys that a requester may not use, compared without case. */
export const RESERVED_TAG_KEYS: readonly string[] = [
  "Project",
  "Environment",
  "Scope",
  "ManagedBy",
  "Owner",
  "CostCenter",
  "Name",
  REQUEST_TAG,
];
