import type { ConfigMap, PulumiFn, Stack } from "@pulumi/pulumi/automation";

import base = require("../../base/index");

import type { BaseValues } from "../../base/outputs";
import type { Environment } from "../../contracts/environment";
import { type Project, PULUMI_PROJECT } from "../../contracts/environment";

import state = require("../../state/index");

import type { StateValues } from "../../state/outputs";
import { startTestEmulator } from "./emulator";
import { startTestEngine } from "./engine";
import { environmentConfig } from "./environment-config";

/** Projects `fleet-state` and `base` as they are shipped, deployed into an emulator of their own. */
export interface DeployedBase {
  readonly stacks: { readonly state: Stack; readonly base: Stack };
  readonly outputs: StateValues & BaseValues;
  /** AWS variables of the account's root user. */
  readonly environment: Readonly<Record<string, string>>;
  /** Options of AWS clients of the account's root user. */
  readonly client: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  /** Deploys a project that stands on these; `config` is added to what is shipped. */
  deploy(
    project: Project,
    program: PulumiFn,
    config?: Readonly<Record<string, unknown>>,
  ): Promise<DeployedProject>;
  stop(): Promise<void>;
}

export interface DeployedProject {
  readonly stack: Stack;
  /** Values by name. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

export async function deployStateAndBase(environment: Environment): Promise<DeployedBase> {
  const emulator = await startTestEmulator();
  const engine = await startTestEngine(emulator.environment);
  const stop = async () => {
    await engine.close();
    await emulator.stop();
  };
  const deploy: DeployedBase["deploy"] = async (project, program, config = {}) => {
    const stack = await engine.stack(PULUMI_PROJECT[project], environment, program);
    const values: ConfigMap = {};
    for (const [key, value] of Object.entries({ ...environmentConfig(environment), ...config })) {
      values[key] = { value: typeof value === "string" ? value : JSON.stringify(value) };
    }
    await stack.setAllConfig(values);
    const { outputs } = await stack.up();
    return {
      stack,
      outputs: Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value])),
    };
  };
  try {
    const deployedState = await deploy("state", state);
    const deployedBase = await deploy("base", base);
    return {
      stacks: { state: deployedState.stack, base: deployedBase.stack },
      outputs: { ...deployedState.outputs, ...deployedBase.outputs } as unknown as StateValues & BaseValues,
      environment: emulator.environment,
      client: {
        endpoint: emulator.endpoint,
        region: "eu-west-1",
        credentials: { accessKeyId: "test", secretAccessKey: "test" },
      },
      deploy,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
