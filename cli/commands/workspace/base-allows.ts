import { checkpointPrefix, stackOfCheckpoint } from "../../../backend/layout";
import { listObjects } from "../../../backend/state-bucket";
import { FleetError } from "../../../contracts/errors";
import { explain } from "../../configuration/explain";
import { projectConfiguration } from "../../configuration/project-configurations";
import type { Context } from "../../context";
import type { EnvironmentBackend } from "../../engine/environment-backend";
import { readSettings } from "../../engine/stack-settings";
import { stateBucketOf } from "../../engine/state-bucket";

const KEY = "base:allowWorkspaces";

/**
 * @throws FleetError `OperationRefused` when the environment's configuration lets no workspace stand on its base, or
 * base is not deployed
 */
export async function assertBaseAllows(context: Context, backend: EnvironmentBackend): Promise<void> {
  const { environment } = backend;
  const { config } = readSettings(context.home, environment);
  const keys = explain([projectConfiguration("base")], environment, config);
  if (keys.find(({ key }) => key === KEY)?.value !== true) {
    throw new FleetError(
      "OperationRefused",
      `no workspace may stand on the base of ${environment}: its roles serve only its own runtime. Use --from dev, or set ${KEY} to true in Pulumi.${environment}.yaml and run \`fleet up base ${environment}\``,
    );
  }
  for await (const { key } of listObjects(
    stateBucketOf(context, backend),
    `${checkpointPrefix("base")}${environment}.`,
  )) {
    if (stackOfCheckpoint(key)?.stack === environment) {
      return;
    }
  }
  throw new FleetError(
    "OperationRefused",
    `base of ${environment} is not deployed: run \`fleet up base ${environment}\` first`,
  );
}
