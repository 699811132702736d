import {
  type CommandError,
  type EngineEvent,
  LocalWorkspace,
  type PulumiCommand,
  Stack,
  StackAlreadyExistsError,
  StackNotFoundError,
} from "@pulumi/pulumi/automation";
import { killableCommand } from "../../backend/locks/killable-command";
import { FleetError } from "../../contracts/errors";
import type {
  Backend,
  Deployment,
  Engine,
  Operation,
  OperationOptions,
  OperationResult,
  PlannedResource,
  RefreshedResource,
  StackSummary,
  StackTarget,
} from "./engine";
import { engineVariables } from "./engine";
import { explainFailure } from "./explain-failure";
import { gracefulStop } from "./graceful-stop";
import { loadProgram } from "./programs";
import { progressOf, stackOutputsOf } from "./progress";
import { pulumiCli } from "./pulumi-cli";
import { refreshedResourceOf } from "./refreshed-resource";
import { importState, unprotect } from "./state-commands";
import { workDirOf } from "./work-dir";

/**
 * The engine by way of Pulumi's Automation API: programs run inside this process, the CLI does the rest.
 *
 * @param directory the project's cache, where the CLI is when it is not on PATH
 * @param say tells about an installation of the CLI
 */
export function createEngine(directory: string, say: (text: string) => void): Engine {
  let cli: Promise<PulumiCommand> | undefined;
  const getCli = () => {
    cli ??= pulumiCli(directory, say).then((found) => killableCommand(found));
    return cli;
  };
  return {
    run: async (operation, target, options) => runOperation(await getCli(), operation, target, options),
    plan: async (target, signal) => plan(await getCli(), target, signal),
    refreshed: async (target, signal) => refreshed(await getCli(), target, signal),
    outputs: async (target, showSecrets) => {
      const stack = await openStack(await getCli(), target);
      const outputs = Object.entries(await explained(target, () => stack.outputs()));
      return Object.fromEntries(
        outputs.map(([name, { value, secret }]) => [name, secret && !showSecrets ? "[secret]" : value]),
      );
    },
    stacks: async (target) => {
      const workspace = await openWorkspace(await getCli(), target.workDir, target.backend);
      const stacks = await workspace.listStacks();
      return stacks.map(
        ({ name, lastUpdate, resourceCount = 0 }): StackSummary => ({ name, lastUpdate, resourceCount }),
      );
    },
    createStack: async (target) => {
      const workspace = await openWorkspace(await getCli(), target.workDir, target.backend);
      await explained(target, () => createStack(workspace, target.stack));
    },
    removeStack: async (target) => {
      const workspace = await openWorkspace(await getCli(), target.workDir, target.backend);
      await explained(target, () => workspace.removeStack(target.stack, { preserveConfig: true }));
    },
    exportState: async (target) => {
      const stack = await openStack(await getCli(), target);
      return (await explained(target, () => stack.exportStack())) as Deployment;
    },
    importState: async (target, deployment) => {
      const { command } = await getCli();
      await explained(target, () => importState(command, target, deployment));
    },
    unprotect: async (target) => {
      const { command } = await getCli();
      await explained(target, () => unprotect(command, target));
    },
  };
}

async function runOperation(
  cli: PulumiCommand,
  operation: Operation,
  target: StackTarget,
  options: OperationOptions & Pick<StartOptions, "previewOnly">,
  collect: (event: EngineEvent) => void = () => undefined,
): Promise<OperationResult> {
  options.lost?.throwIfAborted();
  const stack = await openStack(killableCommand(cli, options.lost), target);
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
    const { refresh, previewOnly } = options;
    const running = start(operation, stack, { onEvent, signal: stop.signal, refresh, previewOnly });
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

async function plan(
  cli: PulumiCommand,
  target: StackTarget,
  signal: AbortSignal,
): Promise<readonly PlannedResource[]> {
  const planned: PlannedResource[] = [];
  const collect = (event: EngineEvent) => {
    const step = event.resourcePreEvent?.metadata;
    if (step?.new) {
      const { urn, type, custom = false, parent, provider, protect = false, inputs = {} } = step.new;
      planned.push({ urn, type, custom, operation: step.op, parent, provider, protect, inputs });
    }
  };
  await runOperation(cli, "preview", target, { signal, onProgress: () => undefined }, collect);
  return planned;
}

async function refreshed(
  cli: PulumiCommand,
  target: StackTarget,
  signal: AbortSignal,
): Promise<readonly RefreshedResource[]> {
  const resources: RefreshedResource[] = [];
  const collect = (event: EngineEvent) => {
    const resource = refreshedResourceOf(event);
    if (resource) {
      resources.push(resource);
    }
  };
  const options = { signal, onProgress: () => undefined, previewOnly: true };
  await runOperation(cli, "refresh", target, options, collect);
  return resources;
}

interface StartOptions {
  readonly onEvent: (event: EngineEvent) => void;
  readonly signal: AbortSignal;
  readonly refresh?: boolean;
  /** A refresh that only says what it would do. */
  readonly previewOnly?: boolean;
}

function start(operation: Operation, stack: Stack, options: StartOptions): Promise<unknown> {
  const quiet = { ...options, color: "never", suppressProgress: true, suppressOutputs: true } as const;
  switch (operation) {
    case "up":
      return stack.up(quiet);
    case "preview":
      return stack.preview(quiet);
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

async function openStack(cli: PulumiCommand, target: StackTarget): Promise<Stack> {
  const workspace = await openWorkspace(cli, workDirOf(target), target.backend, target);
  // Every call below names its stack, so none need be selected: one run of the CLI less, and nothing of the
  // person's own `pulumi stack select` is changed.
  workspace.selectStack = () => Promise.resolve();
  const stack = await Stack.select(target.stack, workspace);
  // After an operation the Automation API would run the CLI three times more, for what the events have told.
  stack.info = () => Promise.resolve(undefined);
  const outputs = stack.outputs.bind(stack);
  stack.up = withoutOutputs(stack, outputs, stack.up.bind(stack));
  return stack;
}

function withoutOutputs(stack: Stack, outputs: Stack["outputs"], up: Stack["up"]): Stack["up"] {
  return async (options) => {
    stack.outputs = () => Promise.resolve({});
    try {
      return await up(options);
    } finally {
      stack.outputs = outputs;
    }
  };
}

function openWorkspace(
  pulumiCommand: PulumiCommand,
  workDir: string,
  backend: Backend,
  target?: StackTarget,
): Promise<LocalWorkspace> {
  return LocalWorkspace.create({
    workDir,
    pulumiCommand,
    program: target && (() => loadProgram(target.project)()),
    secretsProvider: backend.secretsProvider,
    envVars: engineVariables(backend),
  });
}

async function createStack(
  workspace: { createStack(name: string): Promise<void> },
  name: string,
): Promise<void> {
  try {
    await workspace.createStack(name);
  } catch (error) {
    if (!(error instanceof StackAlreadyExistsError)) {
      throw error;
    }
  }
}

/** `work`, its failure told as a FleetError. */
async function explained<Result>(target: StackTarget, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof FleetError
      ? error
      : explainFailure(error as CommandError, undefined, target, [], false);
  }
}
