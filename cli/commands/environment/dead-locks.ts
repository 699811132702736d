import { hostname, userInfo } from "node:os";
import type { Project } from "../../../contracts/environment";
import type { Context } from "../../context";
import type { EnvironmentBackend } from "../../engine/environment-backend";
import { describeLock, type LockHolder, readLocks } from "../../engine/locks";
import { isRunning } from "../../running-process";

/**
 * Releases locks that a killed process of this user on this machine has left. Nobody else's lock is touched: only
 * here can be seen that its process is gone.
 */
export async function releaseDeadLocks(
  context: Context,
  backend: EnvironmentBackend,
  project: Project,
): Promise<void> {
  const { DeleteObjectCommand } = require("@aws-sdk/client-s3") as typeof import("@aws-sdk/client-s3");
  for (const lock of await readLocks(context, backend, project, backend.environment)) {
    if (lock.holder && isDeadHere(lock.holder)) {
      context.output.line(`releasing the lock of a run that was killed: ${describeLock(lock)}`);
      await context
        .clients(backend.region)
        .s3.send(new DeleteObjectCommand({ Bucket: backend.bucketName, Key: lock.key }));
    }
  }
}

function isDeadHere(holder: LockHolder): boolean {
  return holder.hostname === hostname() && holder.username === userInfo().username && !isRunning(holder.pid);
}
