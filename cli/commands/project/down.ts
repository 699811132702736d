import {
  type CurrentCheckpoint,
  holdsResources,
  listCheckpoints,
  readCheckpoints,
} from "../../../backend/checkpoints/current-checkpoints";
import type { Environment } from "../../../contracts/environment";
import type { StackCost } from "../../../contracts/prices/stack-cost";
import type { Context } from "../../context";
import {
  checkedBackend,
  type EnvironmentBackend,
  environmentBackend,
  showBackend,
} from "../../engine/environment-backend";
import type { LeaseOptions } from "../../engine/leased";
import { stateBucketOf } from "../../engine/state-bucket";
import { confirm } from "../../output/confirm";
import { hasLocalState } from "../environment/local-state";
import { downProject } from "./down-project";
import { type Allowed, scopesToDestroy } from "./down-scopes";
import type { OperationReport } from "./run-operation";
import { savingsOf, showSavings } from "./savings";
import { SCOPES, type Scope } from "./scopes";
import { concernedProjects, refuseWhileStoodOn } from "./standing";

export interface DownOptions extends LeaseOptions, Allowed {
  readonly yes?: boolean;
  /** How long the pipeline may take to destroy the enclaves. @default 900 */
  readonly timeoutSeconds?: number;
}

/** What `--json` prints of each scope. */
export interface DownReport extends OperationReport {
  /** What is no longer paid each month. */
  readonly saves: StackCost;
}

/**
 * Destroys a scope, or all in reverse order of dependencies: `all` leaves out what a flag was not given for.
 * @throws FleetError `OperationRefused` with the reason and the flag that overrides it
 */
export async function down(
  context: Context,
  scope: string,
  environment: Environment,
  options: DownOptions,
): Promise<void> {
  const scopes = scopesToDestroy(scope, options);
  const { backend, interrupted } = await backendToDestroy(context, environment, scopes);
  showBackend(context, backend);
  const stacks = interrupted ? [] : await currentStacks(context, backend, scopes);
  refuseWhileStoodOn(environment, scopes, stacks);
  const destroyEnclaves = await enclavesDestruction(
    context,
    { backend, interrupted },
    scopes,
    stacks,
    options,
  );
  const saved = tellBeforehand(context, backend, scopes, stacks);
  const left = scope === "all" ? SCOPES.filter((each) => !scopes.includes(each)) : [];
  if (left.length > 0) {
    context.output.line(
      `${left.join(" and ")} stay: --delete-data destroys base, with --include-state also state`,
    );
  }
  await confirm(
    context.output,
    options.yes === true,
    `This destroys ${scopes.join(", ")} of ${environment}.`,
    environment,
  );

  const reports: DownReport[] = [];
  for (const [index, each] of scopes.entries()) {
    const report =
      each === "enclaves" ? await destroyEnclaves?.() : await downProject(context, each, backend, options);
    const saves = saved[index];
    if (report && saves) {
      reports.push({ ...report, saves });
    }
  }
  context.output.result(reports, () => undefined);
}

interface BackendToDestroy {
  readonly backend: EnvironmentBackend;
  /** Whether bucket or key are gone already, and with them everything that could stand on them. */
  readonly interrupted: boolean;
}

/** A run that was killed while it destroyed state has to be completed without the bucket. */
async function backendToDestroy(
  context: Context,
  environment: Environment,
  scopes: readonly Scope[],
): Promise<BackendToDestroy> {
  try {
    return { backend: await checkedBackend(context, environment), interrupted: false };
  } catch (error) {
    if (!(scopes.includes("state") && hasLocalState(context, environment))) {
      throw error;
    }
    return { backend: await environmentBackend(context, environment), interrupted: true };
  }
}

async function currentStacks(
  context: Context,
  backend: EnvironmentBackend,
  scopes: readonly Scope[],
): Promise<readonly CurrentCheckpoint[]> {
  const bucket = stateBucketOf(context, backend);
  const concerned = concernedProjects(scopes);
  const stored = await listCheckpoints(bucket);
  return readCheckpoints(
    bucket,
    stored.filter(({ project }) => concerned.has(project)),
  );
}

/** Everything that could refuse it is asked for first; undefined when enclaves stay, or are gone with the bucket. */
async function enclavesDestruction(
  context: Context,
  { backend, interrupted }: BackendToDestroy,
  scopes: readonly Scope[],
  stacks: readonly CurrentCheckpoint[],
  { timeoutSeconds }: DownOptions,
): Promise<(() => Promise<OperationReport>) | undefined> {
  if (!scopes.includes("enclaves") || interrupted) {
    return undefined;
  }
  const { downEnclaves, enclavesToDestroy } = require("./enclaves/down") as typeof import("./enclaves/down");
  const there = stacks.filter((stack) => stack.project === "enclave" && holdsResources(stack));
  const names = there.map(({ stack }) => stack);
  const asked = await enclavesToDestroy(context, backend, names);
  return () => downEnclaves(context, backend, asked, timeoutSeconds);
}

/** Says what each scope's destruction saves, and that runtime takes nothing with it. */
function tellBeforehand(
  { output }: Context,
  { environment, region }: EnvironmentBackend,
  scopes: readonly Scope[],
  stacks: readonly CurrentCheckpoint[],
): readonly StackCost[] {
  return scopes.map((scope) => {
    const cost = savingsOf(scope, environment, region, stacks);
    showSavings(output, scope, environment, cost);
    if (scope === "runtime" && !scopes.includes("base")) {
      output.line(
        `  nothing is lost: requests, images and state stay, and enclaves that run go on; new requests wait until \`fleet up runtime ${environment}\``,
      );
    }
    return cost;
  });
}
