import { CloudWatchLogsClient, paginateFilterLogEvents } from "@aws-sdk/client-cloudwatch-logs";
import {
  CreateFunctionCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
} from "@aws-sdk/client-lambda";
import { strToU8, zipSync } from "fflate";
import type { EnclaveOutputs } from "../contracts/enclave-request";
import { runtimeNames } from "../contracts/runtime-names";
import { type DeployedPipeline, deployPipeline } from "../test/support/deployed-pipeline";
import { FakeRunner } from "../test/support/fake-runner";
import { PipelineRequests } from "../test/support/pipeline-requests";
import { REGISTRY } from "../test/support/request-fixture";
import { type Figure, percentile } from "./support/figure";

const GOAL_MILLISECONDS = 100;
/**
 * One after the other, so that every function runs in one place, which the first of them has warmed; `REQUESTS=<number>`
 * tries fewer.
 */
const REQUESTS = Number(process.env.REQUESTS ?? 40);

const names = runtimeNames("dev");
const FUNCTIONS = [names.triggerFunction, names.validateFunction, names.recordFunction];

/**
 * How long the functions on a request's way run when they are warm, as the emulator reports it, beside the call of
 * a function that does nothing. The runner is a stand-in that is done at once.
 */
export async function measure(): Promise<readonly Figure[]> {
  const pipeline = await deployPipeline("dev", {
    "runtime:runnerImageDigest": `sha256:${"b".repeat(64)}`,
    "runtime:imageRegistries": [REGISTRY],
  });
  const runner = new FakeRunner(pipeline.client, pipeline.runtime.clusterArn, () => ({
    result: { outputs: {} as EnclaveOutputs, changes: {} },
  }));
  const [lambda, logs] = [new LambdaClient(pipeline.client), new CloudWatchLogsClient(pipeline.client)];
  try {
    await runRequests(pipeline);
    const theirs = percentile(await emptyRuns(lambda), 95);
    return await Promise.all(FUNCTIONS.map(async (name) => figure(name, await warmRuns(logs, name), theirs)));
  } finally {
    await runner.stop();
    lambda.destroy();
    logs.destroy();
    await pipeline.close();
  }
}

function figure(name: string, runs: readonly number[], theirs: number): Figure {
  const ours = percentile(runs, 95);
  return {
    name: `handlers ${name}, 95th percentile of ${runs.length} warm runs`,
    unit: "ms",
    ours,
    alternative: "a call of one that does nothing",
    theirs,
    goal: `< ${GOAL_MILLISECONDS} ms`,
    met: ours < GOAL_MILLISECONDS,
  };
}

async function runRequests(pipeline: DeployedPipeline): Promise<void> {
  const requests = new PipelineRequests(pipeline);
  for (let index = 0; index < REQUESTS; index += 1) {
    await requests.put(`timed-${index}`);
    await requests.reaches(`timed-${index}`, "DEPLOYED");
    await requests.executionsEnd(`timed-${index}`);
  }
  requests.destroy();
}

/** Calls of a function that does nothing, from here and back, in milliseconds, without the first, which started it. */
async function emptyRuns(lambda: LambdaClient): Promise<readonly number[]> {
  const { Role, Runtime } = await lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName: names.validateFunction }),
  );
  const ZipFile = zipSync({ "index.js": strToU8("exports.handler = async () => ({});") });
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: "empty",
      Role,
      Runtime,
      Handler: "index.handler",
      Code: { ZipFile },
    }),
  );
  const runs: number[] = [];
  for (let index = 0; index <= REQUESTS; index += 1) {
    const started = performance.now();
    await lambda.send(new InvokeCommand({ FunctionName: "empty", Payload: "{}" }));
    runs.push(performance.now() - started);
  }
  return runs.slice(1);
}

/** What a function's own reports say, in milliseconds, without the first, which started it. */
async function warmRuns(client: CloudWatchLogsClient, name: string): Promise<readonly number[]> {
  const runs: { readonly at: number; readonly milliseconds: number }[] = [];
  const input = { logGroupName: `/aws/lambda/${name}`, filterPattern: "REPORT" };
  for await (const { events = [] } of paginateFilterLogEvents({ client }, input)) {
    for (const { message = "", timestamp = 0 } of events) {
      const [, milliseconds] = /\tDuration: ([\d.]+) ms/.exec(message) ?? [];
      if (milliseconds !== undefined) {
        runs.push({ at: timestamp, milliseconds: Number(milliseconds) });
      }
    }
  }
  return runs
    .sort((a, b) => a.at - b.at)
    .slice(1)
    .map(({ milliseconds }) => milliseconds);
}
