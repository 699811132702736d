import { changeWorkspace } from "../../../backend/workspaces/workspaces";
import type { Environment } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import type { Context } from "../../context";
import { showBackend } from "../../engine/environment-backend";
import { stateBucketOf } from "../../engine/state-bucket";
import { getWorkspace } from "./find-workspace";
import { showWorkspace } from "./show-workspace";

export interface ExtendOptions {
  readonly ttlMilliseconds: number;
  readonly environment?: Environment;
}

/**
 * Lets a workspace live for the given time from now on; never shortens its life.
 * @throws FleetError `StackNotFound`, `OperationRefused` while it is being destroyed
 */
export async function extend(context: Context, name: string, options: ExtendOptions): Promise<void> {
  const { backend, record } = await getWorkspace(context, name, options.environment);
  showBackend(context, backend);
  const until = new Date(context.clock.now().getTime() + options.ttlMilliseconds).toISOString();
  const changed = await changeWorkspace(
    stateBucketOf(context, backend),
    record,
    ({ status, expires, reason }) => {
      if (status === "destroying") {
        throw new FleetError("OperationRefused", `workspace ${name} is being destroyed: create it again`);
      }
      return {
        expires: Date.parse(expires) > Date.parse(until) ? expires : until,
        ...(reason !== undefined && { reason }),
      };
    },
  );
  if (!changed?.record) {
    throw new FleetError("StackNotFound", `workspace ${name} was destroyed meanwhile: create it again`);
  }
  const { record: extended } = changed;
  context.output.result(extended, () => showWorkspace(context, extended));
}
