import { handleError } from "../handle-error/handle-error";
import { allOf, generationIs, leaseHeldBy } from "../row-conditions";
import { startExecution } from "../start-execution";
import type { Action, Seen } from "./decide";
import type { ReconcileDependencies, ReconcileMetric } from "./dependencies";
import type { ObservedRow } from "./observed-row";

type Of<Kind extends Action["kind"]> = Extract<Action, { readonly kind: Kind }>;

/** @returns what is known afterwards; undefined when there is nothing more to do now */
export async function takeStep(
  action: Action,
  row: ObservedRow,
  seen: Seen,
  dependencies: ReconcileDependencies,
): Promise<Seen | undefined> {
  switch (action.kind) {
    case "nothing":
      return undefined;
    case "look":
      return look(action, seen, dependencies);
    case "start":
      return start(action, seen, dependencies);
    case "settle":
      return (await settle(action, row, dependencies)) ? seen : undefined;
    case "release":
      await release(action, row, dependencies);
      return seen;
    case "warn":
      await warn(action, row, dependencies);
      return undefined;
    case "expire":
      await expire(row, dependencies);
      return seen;
  }
}

async function look(
  { execution }: Of<"look">,
  seen: Seen,
  { holders }: ReconcileDependencies,
): Promise<Seen | undefined> {
  const running = await holders.isRunning(execution);
  return running ? undefined : { ...seen, holder: { execution, running } };
}

async function start(
  { input }: Of<"start">,
  seen: Seen,
  dependencies: ReconcileDependencies,
): Promise<Seen | undefined> {
  const asked = await startExecution(dependencies.sfn, dependencies.stateMachines, input);
  if (asked.started) {
    tell(dependencies, "execution started", "ExecutionsStarted", input.correlationId);
  }
  return asked.end && { ...seen, executions: [...seen.executions, asked] };
}

/** @returns whether the row is settled now */
async function settle(
  { execution, failure }: Of<"settle">,
  { input, fence }: ObservedRow,
  dependencies: ReconcileDependencies,
): Promise<boolean> {
  const { status } = await handleError({ input, execution, fence, error: failure }, dependencies);
  if (!status) {
    return false;
  }
  tell(dependencies, `settled as ${status}`, "RowsSettled", input.correlationId);
  return true;
}

async function release(
  { execution }: Of<"release">,
  { id, input }: ObservedRow,
  dependencies: ReconcileDependencies,
): Promise<void> {
  const { changed } = await dependencies.table.change(id, {
    remove: ["lease"],
    condition: leaseHeldBy(execution),
  });
  if (changed) {
    tell(dependencies, "lease released", "LeasesReleased", input.correlationId);
  }
}

/** Whoever marks the row is the one who tells. When telling fails the mark goes, so that the next run tells. */
async function warn(
  { end }: Of<"warn">,
  { id, owner, input }: ObservedRow,
  dependencies: ReconcileDependencies,
): Promise<void> {
  const { table, notifyExpiry } = dependencies;
  const warnedOfEnd = end.toISOString();
  const { changed } = await table.change(id, {
    set: { warnedOfEnd },
    condition: allOf(generationIs(input.generation), {
      expression: "attribute_not_exists(#warnedOfEnd) OR #warnedOfEnd <> :end",
      values: { end: warnedOfEnd },
    }),
  });
  if (!changed) {
    return;
  }
  try {
    await notifyExpiry({ id, owner, end });
  } catch (error) {
    await table.change(id, {
      remove: ["warnedOfEnd"],
      condition: { expression: "#warnedOfEnd = :end", values: { end: warnedOfEnd } },
    });
    throw error;
  }
  tell(dependencies, `owner warned that it ends at ${warnedOfEnd}`, "OwnersWarned", input.correlationId);
}

/** The next generation is asked for as a requester would ask for it, unless the requester is faster. */
async function expire({ id, input }: ObservedRow, dependencies: ReconcileDependencies): Promise<void> {
  const { table, now } = dependencies;
  const generation = input.generation + 1;
  const { changed } = await table.change(id, {
    set: {
      generation,
      desiredState: "DESTROYED",
      expiredGeneration: generation,
      updatedAt: now().toISOString(),
    },
    condition: allOf(generationIs(input.generation), {
      expression: "attribute_not_exists(#lease)",
      values: {},
    }),
  });
  if (changed) {
    tell(dependencies, "lifetime is over", "EnclavesExpired", input.correlationId);
  }
}

function tell(
  { log, count }: ReconcileDependencies,
  message: string,
  metric: ReconcileMetric,
  correlationId: string,
): void {
  count(metric);
  log.info(message, { correlationId });
}
