import type { CommandError, EngineEvent, PulumiCommand } from "@pulumi/pulumi/automation";
import { killableCommand } from "../../backend/locks/killable-command";
import { FleetError } from "../../contracts/errors";
import type {
  Deployment,
  Engine,
  PlannedResource,
  RefreshedResource,
  StackSummary,
  StackTarget,
} from "./engine";
import { explainFailure } from "./explain-failure";
import { createStack, openStack, openWorkspace } from "./open-stack";
import { pulumiCli } from "./pulumi-cli";
import { refreshedResourceOf } from "./refreshed-resource";
import { runOperation } from "./run-stack";
import { plannedDependencies } from "./saved-plan";
import { encryptedAs, importState, isEncryptedFor, unprotect } from "./state-commands";

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
    plan: async (target, signal, dependencies) => plan(await getCli(), target, signal, dependencies),
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
      const cli = await getCli();
      await explained(target, async () => {
        if (isEncryptedFor(target, deployment)) {
          return importState(cli.command, target, deployment);
        }
        const stack = await openStack(cli, target);
        const present = (await stack.exportStack()) as Deployment;
        return importState(cli.command, target, encryptedAs(present, deployment));
      });
    },
    unprotect: async (target) => {
      const { command } = await getCli();
      await explained(target, () => unprotect(command, target));
    },
  };
}

async function plan(
  cli: PulumiCommand,
  target: StackTarget,
  signal: AbortSignal,
  withDependencies = false,
): Promise<readonly PlannedResource[]> {
  const planned: PlannedResource[] = [];
  const collect = (event: EngineEvent) => {
    const step = event.resourcePreEvent?.metadata;
    if (step?.new) {
      const { urn, type, custom = false, parent, provider, protect = false, inputs = {} } = step.new;
      planned.push({ urn, type, custom, operation: step.op, parent, provider, protect, inputs });
    }
  };
  const preview = (savedPlan?: string) =>
    runOperation(cli, "preview", target, { signal, onProgress: () => undefined, savedPlan }, collect);
  if (!withDependencies) {
    await preview();
    return planned;
  }
  const dependencies = await plannedDependencies(preview);
  return planned.map((resource) => ({
    ...resource,
    propertyDependencies: dependencies.get(resource.urn) ?? {},
  }));
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
