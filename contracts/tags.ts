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

/**
 * The environment's further tags, for what a request makes: its own tags win, also over those that differ in case
 * alone, which IAM takes for the same.
 */
export function tagsBeside(
  own: Readonly<Record<string, string>>,
  environmentTags: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const taken = new Set(Object.keys(own).map((key) => key.toLowerCase()));
  return Object.fromEntries(Object.entries(environmentTags).filter(([key]) => !taken.has(key.toLowerCase())));
}

/** Tag of everything that belongs to one request. */
export const REQUEST_TAG = "EnclaveId";

/** Tags of a request's group: for which of its generations, and under which fence, it was last written. */
export const GENERATION_TAG = "EnclaveGeneration";
export const FENCE_TAG = "EnclaveFence";

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
  GENERATION_TAG,
  FENCE_TAG,
];
