import { FleetError } from "../../../contracts/errors";
import type { Context } from "../../context";
import type { StackDrift } from "../../drift/stack-drift";
import { stackDrift } from "../../drift/stack-drift";
import { isExpired, readSuppressions } from "../../drift/suppressions";
import type { StackTarget } from "../../engine/engine";
import { type EnvironmentBackend, targetOf } from "../../engine/environment-backend";
import type { LeaseOptions } from "../../engine/leased";
import { confirm } from "../../output/confirm";
import { countOf } from "../../output/count";
import { type OperationReport, runOperation } from "../project/run-operation";
import { showStackDrift } from "./show-drift";

export interface SettleOptions extends LeaseOptions {
  /** Whether the confirmation is given already. */
  readonly yes?: boolean;
}

export interface SettledDrift {
  readonly operations: readonly OperationReport[];
  /** Stacks that are still not as they were deployed. */
  readonly remaining: readonly StackDrift[];
}

/**
 * Takes the drift of `stacks` over (`refresh`) or brings it back (`up`), after a preview and a confirmation, and
 * compares again. The engine knows no suppressions: what they cover is settled with the rest.
 * @throws FleetError `OperationRefused` without a confirmation, or for enclaves, which the pipeline deploys
 */
export async function settle(
  context: Context,
  backend: EnvironmentBackend,
  stacks: readonly StackDrift[],
  operation: "refresh" | "up",
  { yes = false, waitSeconds }: SettleOptions = {},
): Promise<SettledDrift> {
  const targets = stacks
    .filter(isKnownToEngine)
    .map(({ project, stack }) => ({ ...targetOf(context, project, backend), stack }));
  if (operation === "up") {
    refuseEnclaves(targets);
    for (const target of targets) {
      await runOperation(context, "preview", target, backend, { refresh: true });
    }
  }
  tellWhatElse(context, stacks, operation);
  if (targets.length === 0) {
    return { operations: [], remaining: stacks };
  }
  const names = targets.map(({ project, stack }) => `${project} ${stack}`).join(", ");
  const danger =
    operation === "up"
      ? `This changes ${names} as the preview says.`
      : `This takes over what was found into the state of ${names}; the next up brings it back unless the program says the same.`;
  await confirm(context.output, yes, danger, backend.environment);
  const operations: OperationReport[] = [];
  for (const target of targets) {
    const options = { refresh: operation === "up", waitSeconds };
    operations.push(await runOperation(context, operation, target, backend, options));
  }
  const untouched = stacks.filter((stack) => !isKnownToEngine(stack));
  return { operations, remaining: [...untouched, ...(await remaining(context, backend, targets))] };
}

async function remaining(
  context: Context,
  backend: EnvironmentBackend,
  targets: readonly StackTarget[],
): Promise<readonly StackDrift[]> {
  const now = context.clock.now();
  const suppressions = readSuppressions(context.home, backend.environment).filter(
    (one) => !isExpired(one, now),
  );
  const left: StackDrift[] = [];
  for (const target of targets) {
    const drift = await stackDrift(context, backend, target, suppressions);
    showStackDrift(context.output, drift);
    if (drift.resources.length > 0) {
      left.push(drift);
    }
  }
  return left;
}

/** Whether there is anything that `refresh` or `up` would take notice of. */
function isKnownToEngine({ resources }: StackDrift): boolean {
  return resources.some(
    ({ kind, attributes }) => kind === "deleted" || attributes.some(({ managed }) => managed),
  );
}

function refuseEnclaves(targets: readonly StackTarget[]): void {
  const enclaves = targets.filter(({ project }) => project === "enclave");
  if (enclaves.length > 0) {
    throw new FleetError(
      "OperationRefused",
      "enclaves are deployed by the pipeline, which has their configuration: delete and request them again, or use --accept",
      enclaves.map(({ stack }) => stack),
    );
  }
}

function tellWhatElse(context: Context, stacks: readonly StackDrift[], operation: string): void {
  const suppressed = stacks.flatMap((stack) => stack.suppressed).length;
  if (suppressed > 0) {
    context.output.line(`${operation} knows no suppressions: ${countOf(suppressed, "more change")} with it`);
  }
  for (const { name, attributes } of stacks.flatMap((stack) => stack.resources)) {
    for (const { path } of attributes.filter(({ managed }) => !managed)) {
      context.output.line(`${name}  ${path} stays: the program does not give it, remove it by hand`);
    }
  }
}
