import type { StackId } from "../../backend/layout";
import { listStacks } from "../../backend/stacks";
import type { Suppression } from "../../contracts/drift-suppressions";
import { PROJECTS } from "../../contracts/environment";
import { FleetError } from "../../contracts/errors";
import type { Context } from "../context";
import type { StackTarget } from "../engine/engine";
import { type EnvironmentBackend, targetOf } from "../engine/environment-backend";
import { stateBucketOf } from "../engine/state-bucket";
import { type StackDrift, stackDrift } from "./stack-drift";
import { isExpired, readSuppressions } from "./suppressions";

/** The stacks that are compared. */
export interface DriftSelection {
  /** Without it, those of every project, as far as they are deployed. */
  readonly project?: StackId["project"];
  /** One enclave; without it, all of them. */
  readonly enclave?: string;
}

/** What of an environment is not as it was deployed. */
export interface EnvironmentDrift {
  readonly stacks: readonly StackDrift[];
  /** Projects without a stack in this environment. */
  readonly notDeployed: readonly string[];
  readonly suppressions: {
    /** Suppress nothing any more. */
    readonly expired: readonly Suppression[];
    /** Cover nothing of what was found. Judged only where every project was compared. */
    readonly unused: readonly Suppression[];
  };
}

/**
 * Compares what is deployed with what is there, stack by stack; changes nothing and takes no lock.
 *
 * @param tell called with each stack's drift as soon as it is known
 * @throws FleetError `InvalidConfiguration` for unusable suppressions, `StackNotFound` for a chosen project that is
 * not deployed, otherwise as {@link Engine.refreshed}
 */
export async function environmentDrift(
  context: Context,
  backend: EnvironmentBackend,
  selection: DriftSelection = {},
  tell: (drift: StackDrift) => void = () => undefined,
): Promise<EnvironmentDrift> {
  const suppressions = readSuppressions(context.home, backend.environment);
  const now = context.clock.now();
  const valid = suppressions.filter((one) => !isExpired(one, now));
  const stacks: StackDrift[] = [];
  const notDeployed: string[] = [];
  for (const target of await targetsOf(context, backend, selection)) {
    const drift = await deployedDrift(context, backend, target, valid, selection);
    if (drift) {
      stacks.push(drift);
      tell(drift);
    } else {
      notDeployed.push(target.project);
    }
  }
  const used = new Set(stacks.flatMap(({ suppressed }) => suppressed.map(({ suppression }) => suppression)));
  return {
    stacks,
    notDeployed,
    suppressions: {
      expired: suppressions.filter((one) => isExpired(one, now)),
      unused: selection.project ? [] : valid.filter((one) => !used.has(one)),
    },
  };
}

/** Undefined for a stack that is not there, where every project was meant. */
async function deployedDrift(
  context: Context,
  backend: EnvironmentBackend,
  target: StackTarget,
  suppressions: readonly Suppression[],
  selection: DriftSelection,
): Promise<StackDrift | undefined> {
  try {
    return await stackDrift(context, backend, target, suppressions);
  } catch (error) {
    if (!selection.project && error instanceof FleetError && error.name === "StackNotFound") {
      return undefined;
    }
    throw error;
  }
}

async function targetsOf(
  context: Context,
  backend: EnvironmentBackend,
  { project, enclave }: DriftSelection,
): Promise<readonly StackTarget[]> {
  const projects = project ? [project] : PROJECTS;
  const targets: StackTarget[] = [];
  for (const each of projects) {
    const target = targetOf(context, each, backend);
    const stacks = each !== "enclave" ? [target.stack] : await enclaves(context, backend, enclave);
    targets.push(...stacks.map((stack) => ({ ...target, stack })));
  }
  return targets;
}

async function enclaves(
  context: Context,
  backend: EnvironmentBackend,
  chosen: string | undefined,
): Promise<readonly string[]> {
  if (chosen !== undefined) {
    return [chosen];
  }
  const stacks: string[] = [];
  for await (const { project, stack } of listStacks(stateBucketOf(context, backend))) {
    if (project === "enclave") {
      stacks.push(stack);
    }
  }
  return stacks;
}
