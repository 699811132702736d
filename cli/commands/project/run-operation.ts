import { FleetError } from "../../../contracts/errors";
import type { Context } from "../../context";
import type { Operation, OperationResult, StackTarget } from "../../engine/engine";
import type { EnvironmentBackend } from "../../engine/environment-backend";
import { describeLock, readLocks } from "../../engine/locks";
import { formatDuration } from "../../output/duration";
import { lineView, type OperationView } from "../../output/operation-view";

/** What one operation on one stack came to; what `--json` prints. */
export interface OperationReport extends OperationResult {
  readonly project: string;
  readonly environment: string;
  readonly operation: Operation;
  readonly durationSeconds: number;
}

/**
 * Runs `operation` with live progress; Ctrl-C lets the engine stop gracefully.
 * @throws FleetError as {@link Engine.run}; `StackLocked` says who holds the lock and since when
 */
export async function runOperation(
  context: Context,
  operation: Operation,
  target: StackTarget,
  backend: EnvironmentBackend,
  options: { readonly refresh?: boolean } = {},
): Promise<OperationReport> {
  const { output, clock } = context;
  const started = clock.now().getTime();
  const warnings: string[] = [];
  let result: OperationResult | undefined;
  const work = (view: OperationView) =>
    context.interruption.graceful(async (signal) => {
      result = await context.engine().run(operation, target, {
        ...options,
        signal,
        onProgress: (progress) => {
          if (progress.kind === "message" && progress.severity === "warning" && output.interactive) {
            warnings.push(progress.text);
          }
          view.show(progress);
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

function pastTense(kind: string): string {
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
  const locks = await readLocks(context, backend, target.project, target.stack).catch(() => []);
  return locks.length === 0
    ? error
    : new FleetError("StackLocked", error.message, [...locks.map(describeLock), ...error.details], {
        cause: error.cause,
      });
}
