import type { Environment } from "../../../contracts/environment";
import type { Context } from "../../context";
import type { StackTarget } from "../../engine/engine";
import {
  bucketExists,
  checkedBackend,
  type EnvironmentBackend,
  environmentBackend,
  showBackend,
  targetOf,
} from "../../engine/environment-backend";
import { withLease } from "../../engine/leased";
import { forgetDataKey } from "../../engine/stack-settings";
import { runOperation } from "../project/run-operation";
import { adopt } from "./adoption";
import { releaseDeadLocks } from "./dead-locks";
import { settleInterruptedCreations } from "./interrupted-creations";
import { openLocalState, removeLocalState } from "./local-state";

/**
 * Creates the environment's state bucket and key. Their own state cannot be in a bucket that is not there yet: it
 * begins on this machine, moves into the bucket, and is removed here. Each step looks at what is there first, so
 * that a run which was killed anywhere is completed by the next one.
 */
export async function bootstrap(context: Context, environment: Environment): Promise<void> {
  const backend = await environmentBackend(context, environment);
  showBackend(context, backend);
  const inBucket = targetOf(context, "state", backend);
  const exists = await bucketExists(context, backend);
  if (exists) {
    await releaseDeadLocks(context, backend, "state");
  }
  const local =
    exists && (await hasResources(context, inBucket))
      ? undefined
      : await createLocally(context, environment, backend);
  const { project, stack } = inBucket;
  const report = await withLease(context, backend, { project, stack }, "bootstrap", {}, async (lease) => {
    if (local) {
      await move(context, environment, local, inBucket);
    }
    await checkedBackend(context, environment);
    return runOperation(context, "up", inBucket, backend, { lease });
  });
  removeLocalState(context, environment);
  context.output.result(report, () =>
    context.output.line(`${environment} is ready: next, \`fleet up base ${environment}\``),
  );
}

/** @returns the state on this machine */
async function createLocally(
  context: Context,
  environment: Environment,
  backend: EnvironmentBackend,
): Promise<StackTarget> {
  const local = await openLocalState(context, environment);
  await settleInterruptedCreations(context, backend, local);
  await adopt(context, backend, local);
  await runOperation(context, "up", local, backend);
  return local;
}

async function hasResources(context: Context, target: StackTarget): Promise<boolean> {
  const stacks = await context.engine().stacks(target);
  return stacks.some(({ name, resourceCount }) => name === target.stack && resourceCount > 0);
}

async function move(
  context: Context,
  environment: Environment,
  local: StackTarget,
  inBucket: StackTarget,
): Promise<void> {
  const engine = context.engine();
  context.output.line(`moving this state into ${inBucket.backend.url}`);
  const state = await engine.exportState(local);
  const stacks = await engine.stacks(inBucket);
  if (stacks.some(({ name }) => name === inBucket.stack)) {
    // made by a run that was killed before it could import: still empty, maybe without its settings
    await engine.removeStack(inBucket);
  }
  forgetDataKey(context.home, environment);
  await engine.createStack(inBucket);
  await engine.importState(inBucket, state);
}
