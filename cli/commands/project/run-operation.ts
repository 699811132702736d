import { describeLock, listLocks } from "../../../backend/locks/locks";
import { FleetError } from "../../../contracts/errors";
import type { Context } from "../../context";
import type { Operation, OperationResult, StackTarget } from "../../engine/engine";
import type { EnvironmentBackend } from "../../engine/environment-backend";
import { type LeaseOptions, type StackLease, withLease } from "../../engine/leased";
import type { Progress } from "../../engine/progress";
import { stateBucketOf } from "../../engine/state-bucket";
import { formatDuration } from "../../output/duration";
import { lineView, type OperationView } from "../../output/operation-view";

/** What one operation on one stack came to; what `--json` prints. */
export interface OperationReport extends OperationResult {
  readonly project: string;
  readonly environment: string;
  readonly operation: Operation;
  readonly durationSeconds: number;
}

export interface RunOptions extends LeaseOptions {
  /** Whether to refresh first. @default false */
  readonly refresh?: boolean;
  /** As {@link OperationOptions.savesAtEnd}. @default false */
  readonly savesAtEnd?: boolean;
  /** Called with everything that happens, in order. */
  readonly onProgress?: (progress: Progress) => void;
  /** The lease that the caller holds. @default one of its own for what changes something in the environment's bucket */
  readonly lease?: StackLease;
}

/**
 * Runs `operation` as the only one on its stack; Ctrl-C lets the engine stop gracefully.
 * @throws FleetError as {@link Engine.run}; `StackLocked` says who holds the lock and since when; `LeaseLost`
 */
export function runOperation(
  context: Context,
  operation: Operation,
  target: StackTarget,
  backend: EnvironmentBackend,
  options: RunOptions = {},
): Promise<OperationReport> {
  // A state on this machine is nobody else's.
  if (operation === "preview" || target.backend.url !== backend.url || options.lease) {
    return runEngine(context, operation, target, backend, options);
  }
  const { project, stack } = target;
  return withLease(context, backend, { project, stack }, operation, options, (lease) =>
    runEngine(context, operation, target, backend, { ...options, lease }),
  );
}

/** Runs `operation` with live progress. */
async function runEngine(
  context: Context,
  operation: Operation,
  target: StackTarget,
  backend: EnvironmentBackend,
  { refresh, savesAtEnd, lease, onProgress }: RunOptions,
): Promise<OperationReport> {
  const { output, clock } = context;
  const started = clock.now().getTime();
  const warnings: string[] = [];
  let result: OperationResult | undefined;
  const work = (view: OperationView) =>
    context.interruption.graceful(async (signal) => {
      result = await context.engine().run(operation, target, {
        refresh,
        savesAtEnd,
        signal,
        lost: lease?.signal,
        onProgress: (progress) => {
          if (progress.kind === "message" && progress.severity === "warning" && output.interactive) {
            warnings.push(progress.text);
          }
          view.show(progress);
          onProgress?.(progress);
        },
      });
    });
  const planning = operation === "preview";
  const title = `${target.project} ${target.stack}: ${operation}`;
  try {
    if (output.interactive) {
      const { withTerminalView } =
        require("../../output/terminal-view") as typeof import("../../output/terminal-view");
      await withTerminalView(title, clock, planning, work);
    } else {
      output.line(title);
      await work(lineView(output, clock, planning));
    }
  } catch (error) {
    throw await withLockHolder(context, error, target, backend);
  }
  for (const warning of new Set(warnings)) {
    output.line(`  warning: ${warning}`);
  }
  const { changes = {}, outputs = {} } = result ?? {};
  const durationSeconds = (clock.now().getTime() - started) / 1000;
  output.line(`${title}: ${describeChanges(changes, planning)} in ${formatDuration(durationSeconds * 1000)}`);
  return {
    project: target.project,
    environment: target.stack,
    operation,
    changes,
    outputs,
    durationSeconds,
  };
}

/** `3 created, 12 unchanged`, or `3 to create, 12 unchanged` for a preview. */
export function describeChanges(changes: Readonly<Record<string, number>>, planning: boolean): string {
  const parts = Object.entries(changes)
    .filter(([, count]) => count > 0)
    .sort(([left], [right]) => Number(left === "same") - Number(right === "same"))
    .map(([kind, count]) => {
      if (kind === "same") {
        return `${count} unchanged`;
      }
      return planning ? `${count} to ${kind}` : `${count} ${pastTense(kind)}`;
    });
  return parts.length === 0 ? "nothing to do" : parts.join(", ");
}

/** A restore tells already what became of resources: `added`, `read again`. */
function pastTense(kind: string): string {
  if (/ed$| /.test(kind)) {
    return kind;
  }
  return kind.endsWith("e") ? `${kind}d` : `${kind}ed`;
}

/**
 * `error`, with who holds the stack's lock. A malformed lock makes the CLI fail without a word about locks, so every
 * failure is looked into.
 */
async function withLockHolder(
  context: Context,
  error: unknown,
  target: StackTarget,
  backend: EnvironmentBackend,
): Promise<unknown> {
  if (!(error instanceof FleetError && (error.name === "StackLocked" || error.name === "DeploymentFailed"))) {
    return error;
  }
  const locks = await listLocks(stateBucketOf(context, backend), {
    project: target.project,
    stack: target.stack,
  }).catch(() => []);
  return locks.length === 0
    ? error
    : new FleetError("StackLocked", error.message, [...locks.map(describeLock), ...error.details], {
        cause: error.cause,
      });
}
