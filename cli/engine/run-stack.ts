import {
  type CommandError,
  type EngineEvent,
  type PulumiCommand,
  type Stack,
  StackNotFoundError,
} from "@pulumi/pulumi/automation";
import { killableCommand } from "../../backend/locks/killable-command";
import type { Operation, OperationOptions, OperationResult, StackTarget } from "./engine";
import { explainFailure } from "./explain-failure";
import { gracefulStop } from "./graceful-stop";
import { createStack, openStack } from "./open-stack";
import { loadProgram } from "./programs";
import { progressOf, stackOutputsOf } from "./progress";

interface StartOptions {
  readonly onEvent: (event: EngineEvent) => void;
  readonly signal: AbortSignal;
  readonly refresh?: boolean;
  /** A refresh that only says what it would do. */
  readonly previewOnly?: boolean;
  /** Where a preview writes its plan. */
  readonly savedPlan?: string;
}

const SAVE_AT_END = { PULUMI_SKIP_CHECKPOINTS: "true" };

/**
 * Runs one operation of the engine on the stack, which `up` creates when it is not there.
 *
 * @param collect is called with every event, before the progress that it means
 * @throws FleetError as {@link Engine.run}
 */
export async function runOperation(
  cli: PulumiCommand,
  operation: Operation,
  target: StackTarget,
  options: OperationOptions & Pick<StartOptions, "previewOnly" | "savedPlan">,
  collect: (event: EngineEvent) => void = () => undefined,
): Promise<OperationResult> {
  options.lost?.throwIfAborted();
  const stack = await openStack(killableCommand(cli, options.lost), target);
  if (options.savesAtEnd) {
    Object.assign(stack.workspace.envVars, SAVE_AT_END);
  }
  const errors: string[] = [];
  let changes: Readonly<Record<string, number>> = {};
  let outputs: Readonly<Record<string, unknown>> = {};
  const stop = gracefulStop(options.signal);
  const onEvent = (event: EngineEvent) => {
    const progress = progressOf(event);
    if (progress?.kind === "message" && progress.severity === "error") {
      errors.push(progress.text);
    } else if (progress?.kind === "stopping") {
      stop.confirmed();
    } else if (progress?.kind === "summary") {
      changes = progress.changes;
    }
    outputs = stackOutputsOf(event) ?? outputs;
    collect(event);
    if (progress) {
      options.onProgress(progress);
    }
  };
  const run = () => {
    const { refresh, previewOnly, savedPlan } = options;
    const running = start(operation, stack, {
      onEvent,
      signal: stop.signal,
      refresh,
      previewOnly,
      savedPlan,
    });
    if (operation !== "refresh") {
      // The CLI needs half a second before it asks for the program, time enough to load it.
      setImmediate(() => preload(target));
    }
    return running;
  };
  try {
    await run().catch(async (error: unknown) => {
      if (!(error instanceof StackNotFoundError && operation === "up")) {
        throw error;
      }
      await createStack(stack.workspace, target.stack);
      await run();
    });
  } catch (error) {
    throw explainFailure(error as CommandError, operation, target, errors, options.signal.aborted);
  } finally {
    stop.release();
  }
  return { changes, outputs: operation === "up" ? outputs : {} };
}

function start(operation: Operation, stack: Stack, options: StartOptions): Promise<unknown> {
  const quiet = { ...options, color: "never", suppressProgress: true, suppressOutputs: true } as const;
  switch (operation) {
    case "up":
      return stack.up(quiet);
    case "preview":
      return stack.preview({ ...quiet, plan: options.savedPlan });
    case "refresh":
      return options.previewOnly ? stack.previewRefresh(quiet) : stack.refresh(quiet);
    case "destroy":
      return stack.destroy(quiet);
  }
}

function preload(target: StackTarget): void {
  try {
    loadProgram(target.project);
  } catch {
    // The engine loads it again and reports the error where a person looks for it.
  }
}
