import { ownedLocks, releaseOwned } from "../../../backend/locks/owned-locks";
import type { Project } from "../../../contracts/environment";
import type { Context } from "../../context";
import type { EnvironmentBackend } from "../../engine/environment-backend";
import { stateBucketOf } from "../../engine/state-bucket";
import { taskStatusOf } from "../../engine/task-status";

/** Releases what runs that were killed have left on the environment's stack of `project`; nobody else's is touched. */
export async function releaseDeadLocks(
  context: Context,
  backend: EnvironmentBackend,
  project: Project,
): Promise<void> {
  const bucket = stateBucketOf(context, backend);
  const id = { project, stack: backend.environment };
  for (const lock of await ownedLocks(bucket, id, taskStatusOf(context, backend))) {
    if (lock.state === "dead" && (await releaseOwned(bucket, lock))) {
      context.output.line(
        `released what a run that was killed had left: ${lock.description}: ${lock.evidence}`,
      );
    }
  }
}
