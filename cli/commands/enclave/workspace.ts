import { isExpired } from "../../../backend/workspaces/workspace-record";
import { readWorkspace } from "../../../backend/workspaces/workspaces";
import type { Environment } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import { assertWorkspaceName } from "../../../contracts/workspace";
import type { Context } from "../../context";
import { environmentBackend } from "../../engine/environment-backend";
import { stateBucketOf } from "../../engine/state-bucket";

/**
 * Nobody would carry out a request of a workspace that is not there.
 * @throws FleetError `InvalidName`, `InvalidArgument` when there is none, or it does not work
 */
export async function assertWorkspaceWorks(
  context: Context,
  environment: Environment,
  name: string,
): Promise<void> {
  assertWorkspaceName(name);
  const bucket = stateBucketOf(context, await environmentBackend(context, environment));
  let record: Awaited<ReturnType<typeof readWorkspace>>;
  try {
    record = await readWorkspace(bucket, name);
  } catch (error) {
    // Who asks for enclaves need not be one who may read the state.
    context.output.line(
      `warning: it cannot be told whether workspace ${name} is there: ${(error as Error).message}`,
    );
    return;
  }
  const status = record?.record?.status;
  if (status !== "active") {
    throw new FleetError(
      "InvalidArgument",
      `workspace ${name} of ${environment} ${status === undefined ? "is not there" : `is ${status}`}: create it with \`fleet workspace create ${name} --from ${environment}\`, or leave --workspace out`,
    );
  }
  if (record?.record && isExpired(record.record, context.clock.now())) {
    context.output.line(
      `warning: workspace ${name} has expired, and goes with the next \`workspace expire\``,
    );
  }
}
