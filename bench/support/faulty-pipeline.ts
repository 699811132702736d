import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { State } from "../../components/pipeline/definition";
import { runtimeNames } from "../../contracts/runtime-names";
import type { RuntimeValues } from "../../runtime/outputs";
import { changeRunState } from "../../test/support/changed-run-state";
import { type FaultProxy, startFaultProxy } from "../../test/support/fault-proxy";
import { sendCallsTo } from "../../test/support/function-endpoint";
import { LocalFleet } from "../../test/support/local-fleet";

const names = runtimeNames("dev");
const FUNCTIONS = [
  names.triggerFunction,
  names.validateFunction,
  names.recordFunction,
  names.handleErrorFunction,
  names.taskStoppedFunction,
  names.reconcileFunction,
];

/** An environment dev whose functions, runners and engines call AWS through a proxy. */
export interface FaultyPipeline {
  readonly local: LocalFleet;
  readonly proxy: FaultProxy;
  stop(): Promise<void>;
}

export async function startFaultyPipeline(): Promise<FaultyPipeline> {
  const local = await LocalFleet.start();
  const proxy = await startFaultProxy(local.profile.endpoint);
  const stop = async () => {
    await local.stop();
    await proxy.close();
  };
  try {
    limitRuns(local.profile.home);
    await local.json("bootstrap", "dev");
    await local.json("up", "all", "dev");
    await sendCallsTo(local.aws.lambda, FUNCTIONS, proxy.endpoint);
    await sendRunnersTo(local, proxy.endpoint);
  } catch (error) {
    await stop();
    throw error;
  }
  return { local, proxy, stop };
}

/** Fewer runs at once than are shipped: they share one machine's processors, and would only all take longer. */
function limitRuns(home: string): void {
  const settings = join(home, "Pulumi.dev.yaml");
  const text = readFileSync(settings, "utf8");
  writeFileSync(settings, text.replace("config:\n", "config:\n  runtime:maxConcurrentDeployments: 6\n"));
}

/** From their next start on, runners and their engines send their AWS calls to `endpoint`. */
async function sendRunnersTo(local: LocalFleet, endpoint: string): Promise<void> {
  const runtime = await local.json<RuntimeValues>("outputs", "runtime", "dev");
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const client = { endpoint: local.profile.endpoint, region: "eu-west-1", credentials };
  for (const arn of [runtime.deployStateMachineArn, runtime.cleanupStateMachineArn]) {
    await changeRunState(client, arn, (run) => withVariable(run, "AWS_ENDPOINT_URL", endpoint));
  }
}

function withVariable(run: State, Name: string, Value: string): State {
  const { Overrides: overrides, ...parameters } = run.Parameters as {
    readonly Overrides: {
      readonly ContainerOverrides: readonly { readonly Environment: readonly object[] }[];
    };
  };
  const ContainerOverrides = overrides.ContainerOverrides.map((container) => ({
    ...container,
    Environment: [...container.Environment, { Name, Value }],
  }));
  return { ...run, Parameters: { ...parameters, Overrides: { ContainerOverrides } } };
}
