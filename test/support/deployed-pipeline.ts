import type { BaseInterface } from "../../contracts/base-interface";
import type { Environment } from "../../contracts/environment";
import { StreamHost } from "../../local/stream-host";

import runtime = require("../../runtime/index");

import type { RuntimeValues } from "../../runtime/outputs";
import { deployStateAndBase } from "./deployed-base";

/** Projects `fleet-state`, `base` and `runtime` in an emulator of their own, and the stream at work. */
export interface DeployedPipeline {
  /** Options of AWS clients of the account's root user. */
  readonly client: Awaited<ReturnType<typeof deployStateAndBase>>["client"];
  readonly base: BaseInterface;
  readonly runtime: RuntimeValues;
  /** From then on no record of the stream comes to the trigger. */
  stopStream(): Promise<void>;
  close(): Promise<void>;
}

/** Deploys the environment as it is shipped; `config` is added to runtime's. */
export async function deployPipeline(
  environment: Environment,
  config: Readonly<Record<string, unknown>>,
): Promise<DeployedPipeline> {
  const below = await deployStateAndBase(environment);
  try {
    const { outputs } = await below.deploy("runtime", runtime, {
      // a test that needs the reconciler invokes it
      "runtime:reconcilerMinutes": 1440,
      ...config,
    });
    const { endpoint, region } = below.client;
    const streams = new StreamHost({ endpoint, region, log: () => undefined });
    streams.start();
    return {
      client: below.client,
      base: below.outputs,
      runtime: outputs as unknown as RuntimeValues,
      stopStream: () => streams.stop(),
      close: async () => {
        await streams.stop();
        await below.stop();
      },
    };
  } catch (error) {
    await below.stop();
    throw error;
  }
}
