import { isExpired, type WorkspaceRecord } from "../../../backend/workspaces/workspace-record";
import { listWorkspaces } from "../../../backend/workspaces/workspaces";
import type { Environment } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import type { Context } from "../../context";
import { checkedBackend, type EnvironmentBackend, showBackend } from "../../engine/environment-backend";
import { stateBucketOf } from "../../engine/state-bucket";
import { type DestroyOptions, destroyWorkspace } from "./destroy-workspace";

export interface ExpireOptions extends DestroyOptions {
  /** Whether it is only said what would be destroyed. */
  readonly dryRun?: boolean;
}

type Outcome = "destroyed" | "would be destroyed" | "skipped" | "failed";

/** What became of an expired workspace; what `--json` prints. */
interface ExpiredWorkspace {
  readonly name: string;
  readonly owner: string;
  readonly expires: string;
  readonly outcome: Outcome;
  readonly reason?: string;
}

/**
 * Destroys the workspaces of an environment whose time is over, one after the other; for a schedule. One that somebody
 * is at work on is left for the next time.
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
    }
  }
  output.result(outcomes, () => {
    if (outcomes.length === 0) {
      output.line(`${environment}: no workspace has expired`);
    }
  });
  const failed = outcomes.filter(({ outcome }) => outcome === "failed");
  if (failed.length > 0) {
    throw new FleetError(
      "DeploymentFailed",
      `${failed.length} of ${outcomes.length} expired workspaces of ${environment} could not be destroyed`,
      failed.map(({ name, reason }) => `${name}: ${reason}`),
    );
  }
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
