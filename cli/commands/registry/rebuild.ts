import { type Rebuilt, rebuild as rebuildRegistry } from "../../../backend/registry/rebuild";
import type { Environment } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import type { Context } from "../../context";
import { checkedBackend, showBackend } from "../../engine/environment-backend";
import { environmentStack, recordOutcome } from "../../engine/record-outcome";
import { askRegistry, registryOf } from "../../engine/registry";

/** Stacks that are indexed at the same time. */
const WIDTH = 8;

/** A line is shown each time that many stacks are through. */
const PROGRESS = 500;

/**
 * Indexes every stack of the environment anew, beside whatever goes on.
 * @throws FleetError `CheckFailed` that names the stacks which could not be indexed
 */
export async function rebuild(context: Context, environment: Environment): Promise<void> {
  const backend = await checkedBackend(context, environment);
  showBackend(context, backend);
  const { output, interruption } = context;
  let count = 0;
  const indexAll = () =>
    interruption.graceful((signal) =>
      askRegistry(context, backend, () =>
        rebuildRegistry(registryOf(context, backend), {
          width: WIDTH,
          signal,
          onStack: () => {
            count += 1;
            if (count % PROGRESS === 0) {
              output.line(`${count} stacks`);
            }
          },
        }),
      ),
    );
  const where = environmentStack(environment);
  const rebuilt = await recordOutcome(context, backend, where, "registry rebuild", indexAll, describe);
  const { stacks, fileWorkspaces, changed, failures } = rebuilt;
  output.result({ environment, ...rebuilt }, () => {
    output.line(`${stacks} stacks indexed, ${changed} rows written`);
    if (fileWorkspaces > 0) {
      output.line(`${fileWorkspaces} workspaces from files recorded`);
    }
  });
  if (failures.length > 0) {
    throw new FleetError(
      "CheckFailed",
      `${failures.length} of ${stacks} stacks of ${environment} could not be indexed: run it again`,
      failures.map(({ stack, reason }) => `${stack.project} ${stack.stack}: ${reason}`),
    );
  }
}

function describe({ stacks, changed, failures }: Rebuilt): string {
  const failed = failures.length === 0 ? "" : `, ${failures.length} could not be`;
  return `${stacks} stacks indexed${failed}, ${changed} rows written`;
}
