import { isExpiringSoon } from "../../../backend/workspaces/expiry";
import { isExpired, type WorkspaceRecord } from "../../../backend/workspaces/workspace-record";
import { listWorkspaces } from "../../../backend/workspaces/workspaces";
import type { Environment } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import type { Context } from "../../context";
import { checkedBackend, type EnvironmentBackend, showBackend } from "../../engine/environment-backend";
import { stateBucketOf } from "../../engine/state-bucket";
import { type DestroyOptions, destroyWorkspace } from "./destroy-workspace";
import { expiryWarning } from "./expiry-warning";
import { warnOfExpiry } from "./warn-of-expiry";

export interface ExpireOptions extends DestroyOptions {
  /** Whether it is only said what would be destroyed. */
  readonly dryRun?: boolean;
}

type Outcome = "destroyed" | "would be destroyed" | "skipped" | "failed" | "warned" | "expires soon";

/** What became of a workspace that has expired, or soon will; what `--json` prints. */
interface ExpiredWorkspace {
  readonly name: string;
  readonly owner: string;
  readonly expires: string;
  readonly outcome: Outcome;
  readonly reason?: string;
}

/**
 * Destroys the workspaces of an environment whose time is over, one after the other, and warns of those whose end is
 * near; for a schedule. One that somebody is at work on is left for the next time.
 * @throws FleetError `DeploymentFailed` when one could not be destroyed, after the others
 */
export async function expire(
  context: Context,
  environment: Environment,
  options: ExpireOptions,
): Promise<void> {
  const { clock, output } = context;
  const backend = await checkedBackend(context, environment);
  showBackend(context, backend);
  const outcomes: ExpiredWorkspace[] = [];
  for (const { key, record } of await listWorkspaces(stateBucketOf(context, backend))) {
    if (!record) {
      output.line(`warning: ${key} is no record of a workspace: nobody knows when it expires`);
    } else if (isExpired(record, clock.now())) {
      outcomes.push(await expireOne(context, backend, record, options));
    } else if (record.status !== "destroying" && isExpiringSoon(record, clock.now())) {
      outcomes.push(await warnOne(context, backend, record, options));
    }
  }
  const expired = outcomes.filter(({ outcome }) => outcome !== "warned" && outcome !== "expires soon");
  output.result(outcomes, () => {
    if (expired.length === 0) {
      output.line(`${environment}: no workspace has expired`);
    }
  });
  const failed = outcomes.filter(({ outcome }) => outcome === "failed");
  if (failed.length > 0) {
    throw new FleetError(
      "DeploymentFailed",
      `${failed.length} of ${expired.length} expired workspaces of ${environment} could not be destroyed`,
      failed.map(({ name, reason }) => `${name}: ${reason}`),
    );
  }
}

async function warnOne(
  context: Context,
  backend: EnvironmentBackend,
  record: WorkspaceRecord,
  { dryRun }: ExpireOptions,
): Promise<ExpiredWorkspace> {
  const { name, owner, expires } = record;
  context.output.line(expiryWarning(record, context.clock.now()));
  const warned = !dryRun && (await warnOfExpiry(context, backend, record));
  return { name, owner, expires, outcome: warned ? "warned" : "expires soon" };
}

async function expireOne(
  context: Context,
  backend: EnvironmentBackend,
  record: WorkspaceRecord,
  options: ExpireOptions,
): Promise<ExpiredWorkspace> {
  const { name, owner, expires } = record;
  const tell = (outcome: Outcome, reason?: string): ExpiredWorkspace => {
    const why = reason === undefined ? "" : `: ${reason}`;
    const warning = outcome === "skipped" || outcome === "failed" ? "warning: " : "";
    context.output.line(`${warning}workspace ${name} of ${owner}, expired ${expires}: ${outcome}${why}`);
    return { name, owner, expires, outcome, ...(reason !== undefined && { reason }) };
  };
  if (options.dryRun) {
    return tell("would be destroyed");
  }
  try {
    await destroyWorkspace(context, backend, record, options);
    return tell("destroyed");
  } catch (error) {
    const { name: kind, message } = error as Error;
    if (kind === "DeploymentInterrupted") {
      throw error;
    }
    return tell(kind === "StackLocked" ? "skipped" : "failed", message);
  }
}
