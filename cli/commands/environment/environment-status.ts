import { listCheckpoints, readCheckpoints } from "../../../backend/checkpoints/current-checkpoints";
import { type OwnedLock, ownedLocks } from "../../../backend/locks/owned-locks";
import type { Environment } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import type { Context } from "../../context";
import { bucketExists, type EnvironmentBackend, environmentBackend } from "../../engine/environment-backend";
import { stateBucketOf } from "../../engine/state-bucket";
import { taskStatusOf } from "../../engine/task-status";
import { type ProjectStatus, projectStatuses } from "./scope-status";

/** What is deployed in an environment and who is at work there, from the bytes of its state: no engine is run. */
export interface EnvironmentStatus {
  readonly environment: Environment;
  readonly account?: string;
  readonly region?: string;
  /** Pulumi's address of the state. */
  readonly backend?: string;
  readonly projects: readonly ProjectStatus[];
  /** Leases and Pulumi's locks. */
  readonly locks: readonly OwnedLock[];
  /** Why nothing can be said: it is not bootstrapped, or not to be reached. */
  readonly unavailable?: string;
}

/** As {@link statusOf}; an environment that cannot be looked at says why instead of failing. */
export async function tolerantStatus(context: Context, environment: Environment): Promise<EnvironmentStatus> {
  try {
    return await statusOf(context, await environmentBackend(context, environment));
  } catch (error) {
    return { environment, projects: [], locks: [], unavailable: (error as Error).message };
  }
}

/** @throws FleetError `BackendUnavailable` */
export async function statusOf(context: Context, backend: EnvironmentBackend): Promise<EnvironmentStatus> {
  const { environment, accountId: account, region, url } = backend;
  const bucket = stateBucketOf(context, backend);
  if (!(await bucketExists(context, backend))) {
    throw new FleetError(
      "BackendUnavailable",
      `not bootstrapped in account ${account}, ${region}: run \`fleet bootstrap ${environment}\``,
    );
  }
  const [stacks, locks] = await Promise.all([
    listCheckpoints(bucket).then((stored) => readCheckpoints(bucket, stored)),
    ownedLocks(bucket, {}, taskStatusOf(context, backend)),
  ]);
  return { environment, account, region, backend: url, projects: projectStatuses(stacks, region), locks };
}
