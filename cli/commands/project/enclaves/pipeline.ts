import {
  holdsResources,
  listCheckpoints,
  readCheckpoints,
} from "../../../../backend/checkpoints/current-checkpoints";
import { FleetError } from "../../../../contracts/errors";
import type { Context } from "../../../context";
import type { EnvironmentBackend } from "../../../engine/environment-backend";
import { stateBucketOf } from "../../../engine/state-bucket";

/** How long the pipeline is waited for, unless it is said, in seconds. */
export const DEFAULT_TIMEOUT_SECONDS = 900;

/**
 * Enclaves are deployed and destroyed by the pipeline alone: it owns the rows' statuses, its runner has the
 * permissions and the boundary, and its lease keeps a request that changes meanwhile in order.
 * @throws FleetError `PrerequisiteMissing` when runtime, which is the pipeline, is not deployed
 */
export async function requirePipeline(
  context: Context,
  backend: EnvironmentBackend,
  what: "deployed" | "destroyed",
  enclaves: readonly string[],
): Promise<void> {
  const bucket = stateBucketOf(context, backend);
  const { environment } = backend;
  const runtime = (await listCheckpoints(bucket)).filter(
    ({ project, stack }) => project === "runtime" && stack === environment,
  );
  if (!(await readCheckpoints(bucket, runtime)).some(holdsResources)) {
    throw new FleetError(
      "PrerequisiteMissing",
      `enclaves of ${environment} cannot be ${what}: runtime, which does it, is not deployed. Run \`fleet up runtime ${environment}\` first`,
      enclaves,
    );
  }
}
