import type { OutputMap } from "@pulumi/pulumi/automation";
import type { BaseInterface } from "../../contracts/base-interface";
import { type Environment, PULUMI_PROJECT } from "../../contracts/environment";
import { StreamHost } from "../../local/stream-host";
import type { RuntimeValues } from "../../runtime/outputs";
import { startTestEmulator } from "./emulator";
import { startTestEngine } from "./engine";
import { environmentConfig } from "./environment-config";

/** Projects `fleet-state`, `base` and `runtime` in an emulator of their own, and the stream at work. */
export interface DeployedPipeline {
  readonly endpoint: string;
  readonly base: BaseInterface;
  readonly runtime: RuntimeValues;
  close(): Promise<void>;
}

const PROGRAMS = {
  state: () => require("../../state/index"),
  base: () => require("../../base/index"),
  runtime: () => require("../../runtime/index"),
} as const;

/** Deploys the environment as the repository configures it; `config` is added. */
export async function deployPipeline(
  environment: Environment,
  config: Readonly<Record<string, unknown>>,
): Promise<DeployedPipeline> {
  const emulator = await startTestEmulator();
  const engine = await startTestEngine(emulator.environment);
  const up = async (project: keyof typeof PROGRAMS): Promise<OutputMap> => {
    const stack = await engine.stack(PULUMI_PROJECT[project], environment, PROGRAMS[project]());
    for (const [key, value] of Object.entries({ ...environmentConfig(environment), ...config })) {
      const text = typeof value === "string" ? value : JSON.stringify(value);
      await stack.setConfig(key, { value: text });
    }
    return (await stack.up()).outputs;
  };
  try {
    await up("state");
    const base = values<BaseInterface>(await up("base"));
    const runtime = values<RuntimeValues>(await up("runtime"));
    const streams = new StreamHost({
      endpoint: emulator.endpoint,
      region: "eu-west-1",
      log: () => undefined,
    });
    streams.start();
    return {
      endpoint: emulator.endpoint,
      base,
      runtime,
      close: async () => {
        await streams.stop();
        await emulator.stop();
      },
    };
  } catch (error) {
    await emulator.stop();
    throw error;
  } finally {
    await engine.close();
  }
}

function values<T>(outputs: OutputMap): T {
  return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value])) as T;
}
