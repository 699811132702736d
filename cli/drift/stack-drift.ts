import { describeLock, listLocks } from "../../backend/locks/locks";
import type { Suppression } from "../../contracts/drift-suppressions";
import type { Project } from "../../contracts/environment";
import type { Context } from "../context";
import { type DriftedResource, detectDrift } from "../engine/detect-drift";
import type { StackTarget } from "../engine/engine";
import type { EnvironmentBackend } from "../engine/environment-backend";
import { stateBucketOf } from "../engine/state-bucket";
import { type AuditedChange, auditedChanges, auditRegions } from "./audit-trail";
import { deploymentTimes } from "./deployment-times";
import { type SuppressedDrift, sortDrift } from "./suppressions";

/** A drifted resource with those who changed it, where the audit trail knows. */
export interface ReportedResource extends DriftedResource {
  /** Changes since its deployment, newest first; each may be the cause. */
  readonly changedBy: readonly AuditedChange[];
}

/** What of one stack is not as it was deployed. */
export interface StackDrift {
  readonly project: Project;
  readonly stack: string;
  /** What no suppression covers. */
  readonly resources: readonly ReportedResource[];
  readonly suppressed: readonly SuppressedDrift[];
  /** Who was on the stack at the same time, in words: what they did may show as drift. */
  readonly lockedBy: readonly string[];
}

/** Resources of a stack that the audit trail is asked for: it answers two requests a second. */
const ASKED_RESOURCES = 20;

/**
 * The drift of one stack, what suppressions cover apart.
 * @throws FleetError as {@link detectDrift}
 */
export async function stackDrift(
  context: Context,
  backend: EnvironmentBackend,
  target: StackTarget,
  suppressions: readonly Suppression[],
): Promise<StackDrift> {
  const drift = await context.interruption.graceful((signal) => detectDrift(context, target, signal));
  const { resources, suppressed } = sortDrift(drift, suppressions);
  const { project, stack } = target;
  const locks =
    drift.length === 0 ? [] : await listLocks(stateBucketOf(context, backend), { project, stack });
  return {
    project,
    stack,
    resources: await withActors(context, backend, target, resources),
    suppressed,
    lockedBy: locks.map(describeLock),
  };
}

/** Who did it is worth knowing, not worth failing for: where the trail does not answer, that is told once. */
async function withActors(
  context: Context,
  backend: EnvironmentBackend,
  target: StackTarget,
  resources: readonly DriftedResource[],
): Promise<readonly ReportedResource[]> {
  const changes = new Map<string, readonly AuditedChange[]>();
  try {
    const times =
      resources.length === 0
        ? new Map<string, Date>()
        : await deploymentTimes(stateBucketOf(context, backend), target);
    for (const { urn, type, auditNames } of resources.slice(0, ASKED_RESOURCES)) {
      const since = times.get(urn);
      if (since) {
        const regions = auditRegions(type, backend.region);
        const clients = regions.map((region) => context.clients(region).cloudtrail);
        changes.set(urn, await auditedChanges(clients, auditNames, since));
      }
    }
  } catch (error) {
    context.output.error(`who it was is not known: ${(error as Error).message}`);
  }
  return resources.map((resource) => ({ ...resource, changedBy: changes.get(resource.urn) ?? [] }));
}
