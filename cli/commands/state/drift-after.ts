import type { StackId } from "../../../backend/layout";
import type { Context } from "../../context";
import { type DriftedResource, detectDrift } from "../../engine/detect-drift";
import { type EnvironmentBackend, targetOf } from "../../engine/environment-backend";

/**
 * Shows where the restored state is not what is there: an older version knows nothing of later updates. Undefined when
 * it could not be looked for, which is told; the restore is done all the same.
 */
export async function driftAfter(
  context: Context,
  backend: EnvironmentBackend,
  { project, stack }: StackId,
): Promise<readonly DriftedResource[] | undefined> {
  const { output, interruption } = context;
  const command =
    stack === backend.environment
      ? `\`fleet drift ${project} ${stack}\``
      : `\`fleet ${project === "enclave" ? "enclave" : "workspace"} show\``;
  try {
    const target = { ...targetOf(context, project, backend), stack };
    const drift = await interruption.graceful((signal) => detectDrift(context, target, signal));
    output.line(
      drift.length === 0
        ? "everything in it is as it says"
        : `${drift.length} of its resources are not as it says: ${command} shows how`,
    );
    for (const { type, name, kind } of drift) {
      output.line(`  ! ${type}  ${name}  ${kind}`);
    }
    return drift;
  } catch (error) {
    output.error(`drift could not be looked for: ${(error as Error).message}; use ${command}`);
    return undefined;
  }
}
