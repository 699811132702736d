import type { Context } from "../../context";
import { onCreatedStack } from "../../engine/created-stack";
import type { PlannedResource, StackTarget } from "../../engine/engine";
import { type EnvironmentBackend, targetOf } from "../../engine/environment-backend";
import { readSettings } from "../../engine/stack-settings";
import type { PlannedResources } from "../../migration/migration-plan";

/**
 * What the programs register in the environment. While base has no outputs, runtime cannot be previewed: it is run with
 * mocks in AWS's place, which knows every type and name, but not what a remote component makes.
 */
export async function programResources(
  context: Context,
  backend: EnvironmentBackend,
): Promise<PlannedResources> {
  const base = targetOf(context, "base", backend);
  const planned = await plannedResources(context, base, true);
  const outputs = await context.engine().outputs(base, false);
  return {
    base: planned,
    runtime:
      Object.keys(outputs).length > 0
        ? await plannedResources(context, targetOf(context, "runtime", backend), true)
        : await mockedRuntime(context, backend),
  };
}

/**
 * What the program of `target` registers; its stack is created when it is not there.
 *
 * @param dependencies whether what each input is made from is told too
 */
export async function plannedResources(
  context: Context,
  target: StackTarget,
  dependencies = false,
): Promise<readonly PlannedResource[]> {
  return onCreatedStack(context, target, () =>
    context.interruption.graceful((signal) => context.engine().plan(target, signal, dependencies)),
  );
}

async function mockedRuntime(
  context: Context,
  { environment }: EnvironmentBackend,
): Promise<readonly PlannedResource[]> {
  const { CASES } =
    require("../../validation/program-cases") as typeof import("../../validation/program-cases");
  const { runProgram } =
    require("../../validation/mocks/run-program") as typeof import("../../validation/mocks/run-program");
  const runtime = CASES.find(({ project }) => project === "runtime");
  if (!runtime) {
    throw new Error("program runtime has no case");
  }
  const { config } = readSettings(context.home, environment);
  const { resources } = await runProgram(runtime.program, runtime.settingsOf(environment, config));
  return resources.map(
    ({ urn, type, custom, parent, provider, protect, inputs, propertyDependencies }): PlannedResource => ({
      urn,
      type,
      custom,
      parent,
      provider,
      protect,
      inputs,
      propertyDependencies,
      operation: "create",
    }),
  );
}
