import { isWarned } from "../../../backend/workspaces/expiry";
import type { WorkspaceRecord } from "../../../backend/workspaces/workspace-record";
import { changeWorkspace } from "../../../backend/workspaces/workspaces";
import { runtimeNames } from "../../../contracts/runtime-names";
import type { Context } from "../../context";
import type { EnvironmentBackend } from "../../engine/environment-backend";
import { stateBucketOf } from "../../engine/state-bucket";
import { expiryWarning } from "./expiry-warning";

/**
 * Tells by the environment's topic that the workspace ends soon, once for each end. An environment whose topic cannot
 * be reached is no reason to stop: it is said here, and tried again with the next run.
 *
 * @returns whether it was told now
 */
export async function warnOfExpiry(
  context: Context,
  backend: EnvironmentBackend,
  record: WorkspaceRecord,
): Promise<boolean> {
  if (isWarned(record)) {
    return false;
  }
  try {
    await publish(context, backend, record);
  } catch (error) {
    const { name, message } = error as Error;
    const why = name === "NotFoundException" ? "the environment's runtime is not deployed" : message;
    context.output.line(`warning: nobody could be told by SNS of workspace ${record.name}: ${why}`);
    return false;
  }
  await changeWorkspace(stateBucketOf(context, backend), record, ({ reason }) => ({
    warned: record.expires,
    ...(reason !== undefined && { reason }),
  }));
  return true;
}

async function publish(
  context: Context,
  { accountId, environment, region }: EnvironmentBackend,
  record: WorkspaceRecord,
): Promise<void> {
  const { PublishCommand } = require("@aws-sdk/client-sns") as typeof import("@aws-sdk/client-sns");
  const { name, owner, expires } = record;
  const message = {
    workspace: name,
    environment,
    owner,
    expires,
    message: expiryWarning(record, context.clock.now()),
  };
  await context.clients(region).sns.send(
    new PublishCommand({
      TopicArn: `arn:aws:sns:${region}:${accountId}:${runtimeNames(environment).topic}`,
      Subject: `hyperion-fleet: workspace ${name} of ${environment} expires soon`,
      Message: JSON.stringify(message, null, 2),
    }),
  );
}
