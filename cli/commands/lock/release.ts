import { type OwnedLock, ownedLocks, releaseOwned } from "../../../backend/locks/owned-locks";
import { FleetError } from "../../../contracts/errors";
import type { Context } from "../../context";
import { checkedBackend, type EnvironmentBackend, showBackend } from "../../engine/environment-backend";
import { type NewOperation, recordOperation } from "../../engine/record-operation";
import { stateBucketOf } from "../../engine/state-bucket";
import { taskStatusOf } from "../../engine/task-status";
import { type NamedStack, stackFlag } from "../stack-argument";
import { lockRows } from "./lock-rows";

export interface ReleaseOptions {
  readonly force?: boolean;
  readonly reason?: string;
}

/**
 * Releases what dead owners have left on a stack, and by force also what nobody knows the owner of.
 * @throws FleetError `OperationRefused` when something stays whose owner is, or may be, alive; `InvalidArgument`
 */
export async function release(
  context: Context,
  { id, environment }: NamedStack,
  options: ReleaseOptions,
): Promise<void> {
  const { output, clock } = context;
  const forced = parseForce(options);
  const backend = await checkedBackend(context, environment);
  showBackend(context, backend);
  const started = clock.now();
  const record = (outcome: NewOperation["outcome"], reason: string) =>
    recordOperation(context, backend, {
      ...id,
      operation: "lock release",
      outcome,
      startedAt: started.toISOString(),
      durationSeconds: (clock.now().getTime() - started.getTime()) / 1000,
      reason: forced === undefined ? reason : `${reason}; forced: ${forced}`,
    });
  const { released, remaining } = await releaseWhere(
    context,
    backend,
    { id, environment },
    ({ state }) => state === "dead" || (state === "unknown" && forced !== undefined),
  );
  for (const line of lockRows(released)) {
    output.line(`  released: ${line}`);
  }
  const what = released.map(({ description }) => description).join("; ");
  if (remaining.length > 0) {
    const error = refusal({ id, environment }, released, remaining);
    await record("refused", [error.message, ...(what ? [`released: ${what}`] : [])].join("; "));
    throw error;
  }
  await record("succeeded", what === "" ? "nothing was locked" : `released: ${what}`);
  output.result({ ...id, environment, released, remaining }, () =>
    output.line(`${id.project} ${id.stack}: ${released.length === 0 ? "is not locked" : "is free"}`),
  );
}

/** Looks again after each release, until nothing is there that `may` be released. */
async function releaseWhere(
  context: Context,
  backend: EnvironmentBackend,
  { id }: NamedStack,
  may: (lock: OwnedLock) => boolean,
): Promise<{ readonly released: readonly OwnedLock[]; readonly remaining: readonly OwnedLock[] }> {
  const bucket = stateBucketOf(context, backend);
  const released: OwnedLock[] = [];
  for (;;) {
    const found = await ownedLocks(bucket, id, taskStatusOf(context, backend));
    const next = found.find(may);
    if (!next) {
      return { released, remaining: found };
    }
    if (await releaseOwned(bucket, next)) {
      released.push(next);
    }
  }
}

function refusal(
  { id, environment }: NamedStack,
  released: readonly OwnedLock[],
  remaining: readonly OwnedLock[],
): FleetError {
  const { project, stack } = id;
  const about = `${project} ${stack}${released.length > 0 ? " is locked still" : " stays locked"}`;
  const details = remaining.map(({ description, evidence }) => `${description}: ${evidence}`);
  const flag = stackFlag({ id: { project, stack }, environment });
  return remaining.some(({ state }) => state === "alive")
    ? new FleetError(
        "OperationRefused",
        `${about}: its owner is alive, and would go on beside the next one. Wait for it, or stop it and run this again`,
        details,
      )
    : new FleetError(
        "OperationRefused",
        `${about}: nobody here can tell whether its owner is dead. When you know that it is, run \`fleet lock release ${project} ${environment}${flag} --force --reason "<why>"\``,
        details,
      );
}

/** The reason; undefined when nothing is forced. */
function parseForce({ force, reason }: ReleaseOptions): string | undefined {
  const text = reason?.trim();
  if (force && !text) {
    throw new FleetError(
      "InvalidArgument",
      '--force needs --reason "<why>": it goes into the operations log',
    );
  }
  if (reason !== undefined && !force) {
    throw new FleetError(
      "InvalidArgument",
      "--reason is for --force: a dead owner's lock is released without",
    );
  }
  return force ? text : undefined;
}
