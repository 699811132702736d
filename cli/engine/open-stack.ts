import {
  LocalWorkspace,
  type PulumiCommand,
  Stack,
  StackAlreadyExistsError,
} from "@pulumi/pulumi/automation";
import { type Backend, engineVariables, type StackTarget } from "./engine";
import { loadProgram } from "./programs";
import { workDirOf } from "./work-dir";

/** The stack, whether it is there or not: the CLI tells when it is asked for something. */
export async function openStack(cli: PulumiCommand, target: StackTarget): Promise<Stack> {
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

/** Where the CLI works; with `target`, its program can be run. */
export function openWorkspace(
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

/** A stack that is there stays as it is. */
export async function createStack(
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
