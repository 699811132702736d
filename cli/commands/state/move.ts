import { savedState } from "../../../backend/checkpoints/saved-state";
import { references } from "../../../backend/recovery/dependency-order";
import { type Environment, PROJECTS, PULUMI_PROJECT } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import type { Context } from "../../context";
import type { Engine, StackTarget } from "../../engine/engine";
import {
  checkedBackend,
  type EnvironmentBackend,
  showBackend,
  targetOf,
} from "../../engine/environment-backend";
import { withLease } from "../../engine/leased";
import { stateBucketOf } from "../../engine/state-bucket";
import type { OperatedProject } from "../project/projects";
import { type MovableResource, movedResources } from "./moved-resources";
import { movedStates, type StackName } from "./moved-states";

export interface MoveOptions {
  readonly from: OperatedProject;
  readonly to: OperatedProject;
  /** Without it, only what would be moved is shown. */
  readonly yes?: boolean;
}

/** What was moved, or would be; what `--json` prints. */
export interface MoveReport {
  readonly environment: string;
  readonly from: string;
  readonly to: string;
  /** URNs as they were in `from`. */
  readonly resources: readonly string[];
  readonly moved: boolean;
}

/**
 * Moves resources from one project's state to another's, with everything below them; AWS is not touched.
 *
 * @param names URNs or logical names
 * @throws FleetError `InvalidArgument` for what is not there or not clear, `OperationRefused` when a project would
 * depend on one that stands on it, `StackLocked`
 */
export async function move(
  context: Context,
  environment: Environment,
  names: readonly string[],
  options: MoveOptions,
): Promise<void> {
  const { output } = context;
  const { from, to } = options;
  if (from === to) {
    throw new FleetError("InvalidArgument", `--from and --to are both ${from}: give two projects`);
  }
  const backend = await checkedBackend(context, environment);
  showBackend(context, backend);
  const find = async () => movedResources(await resourcesOf(context, backend, from), names, from);
  const found = await find();
  assertDirection(await resourcesOf(context, backend, from), found, options);
  for (const { urn } of found) {
    output.line(`  ${from} → ${to}  ${urn}`);
  }
  const report = { environment, from, to, resources: found.map(({ urn }) => urn) };
  if (!options.yes) {
    output.result({ ...report, moved: false } satisfies MoveReport, () =>
      output.line("nothing was changed: add --yes to move them"),
    );
    return;
  }
  const inOrder = PROJECTS.filter((project) => project === from || project === to);
  // Always in the same order: two moves against each other do not wait for each other for ever.
  const [first = from, second = to] = inOrder;
  const operation = `move ${found.length} resources from ${from} to ${to}`;
  const stack = environment;
  await withLease(context, backend, { project: first, stack }, operation, {}, () =>
    withLease(context, backend, { project: second, stack }, operation, {}, async ({ signal }) => {
      const target = targetOf(context, to, backend);
      await context.engine().createStack(target);
      const still = await find();
      signal.throwIfAborted();
      // Between two writes of two states nothing may stop it.
      await context.interruption.graceful(() =>
        moveBetween(
          context.engine(),
          targetOf(context, from, backend),
          target,
          still.map(({ urn }) => urn),
        ),
      );
    }),
  );
  output.result({ ...report, moved: true } satisfies MoveReport, () => {
    output.line(`moved ${found.length} resources; move their code too, until nothing would change:`);
    output.line(`  fleet preview ${from} ${environment}; fleet preview ${to} ${environment}`);
  });
}

/** The other state is written first: what is in both is there once more, what is in none would be lost. */
async function moveBetween(
  engine: Engine,
  from: StackTarget,
  to: StackTarget,
  urns: readonly string[],
): Promise<void> {
  const moved = movedStates(
    { from: await engine.exportState(from), to: await engine.exportState(to) },
    new Set(urns),
    { from: nameOf(from), to: nameOf(to) },
  );
  await engine.importState(to, moved.to);
  await engine.importState(from, moved.from);
}

function nameOf({ project, stack }: StackTarget): StackName {
  return { project: PULUMI_PROJECT[project], stack };
}

async function resourcesOf(
  context: Context,
  backend: EnvironmentBackend,
  project: OperatedProject,
): Promise<readonly MovableResource[]> {
  const saved = await savedState(stateBucketOf(context, backend), { project, stack: backend.environment });
  if (!saved) {
    throw new FleetError(
      "StackNotFound",
      `${project} ${backend.environment} has no state: there is nothing to move`,
    );
  }
  return saved.checkpoint.resources;
}

/** A project refers to outputs of those before it, never to one that stands on it. */
function assertDirection(
  resources: readonly MovableResource[],
  moved: readonly MovableResource[],
  { from, to }: MoveOptions,
): void {
  const urns = new Set(moved.map(({ urn }) => urn));
  const isUp = PROJECTS.indexOf(to) > PROJECTS.indexOf(from);
  const lower = resources.filter(({ urn }) => urns.has(urn) !== isUp);
  const isHigher = (urn: string) => urns.has(urn) === isUp;
  const custom = new Set(resources.filter((one) => one.custom).map(({ urn }) => urn));
  const wrong = lower
    .filter((resource) => resource.custom)
    .flatMap((resource) =>
      [...new Set(references({ ...resource, parent: undefined, provider: undefined }))]
        .filter((urn) => custom.has(urn) && isHigher(urn))
        .map((urn) => `${resource.urn} depends on ${urn}`),
    );
  if (wrong.length > 0) {
    throw new FleetError(
      "OperationRefused",
      `${isUp ? from : to} would depend on ${isUp ? to : from}, which stands on it: move these too, or take the dependency out of the code first`,
      wrong,
    );
  }
}
