import { type OwnedLock, ownedLocks } from "../../../backend/locks/owned-locks";
import type { Environment } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import type { Context } from "../../context";
import { checkedBackend, showBackend } from "../../engine/environment-backend";
import { stateBucketOf } from "../../engine/state-bucket";
import { taskStatusOf } from "../../engine/task-status";
import { lockRows } from "./lock-rows";

/** What `--json` prints of each environment. */
export interface EnvironmentLocks {
  readonly environment: Environment;
  readonly locks: readonly OwnedLock[];
  /** Why its locks could not be listed. */
  readonly unavailable?: string;
}

/**
 * Lists who keeps others from which stack.
 * @throws FleetError `BackendUnavailable` when it is the only environment that was asked for
 */
export async function list(context: Context, environments: readonly Environment[]): Promise<void> {
  const all: EnvironmentLocks[] = [];
  for (const environment of environments) {
    all.push(await locksOf(context, environment, environments.length > 1));
  }
  context.output.result(all, () => undefined);
}

async function locksOf(
  context: Context,
  environment: Environment,
  tolerant: boolean,
): Promise<EnvironmentLocks> {
  const { output } = context;
  try {
    const backend = await checkedBackend(context, environment);
    showBackend(context, backend);
    const locks = await ownedLocks(stateBucketOf(context, backend), {}, taskStatusOf(context, backend));
    const lines = locks.length === 0 ? ["no stack is locked"] : lockRows(locks);
    for (const line of lines) {
      output.line(`  ${line}`);
    }
    return { environment, locks };
  } catch (error) {
    if (!(tolerant && error instanceof FleetError && error.name === "BackendUnavailable")) {
      throw error;
    }
    output.line(`${environment}: ${error.message}`);
    return { environment, locks: [], unavailable: error.message };
  }
}
