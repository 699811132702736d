import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { EnclaveRequest } from "../../../contracts/enclave-request";
import type { Environment } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import { assertRequestId, executionName, executionNameOf } from "../../../contracts/names";
import { OPERATIONS } from "../../../contracts/operation";
import { runtimeNames } from "../../../contracts/runtime-names";
import type { Context } from "../../context";
import { configuredRegion } from "../../engine/stack-settings";
import { type RunnerLine, runnerLines } from "../../story/runner-log";
import { isSettled } from "./follow";
import { requestStore } from "./request-store";

export interface LogsOptions {
  readonly follow: boolean;
  /** @default the newest */
  readonly generation?: string;
}

/** Time between two looks, in milliseconds. */
const INTERVAL = 1000;

/** How long after its end a run's last lines may take to CloudWatch Logs, in milliseconds. */
const INGESTION = 5000;

/**
 * Prints what runner and engine wrote for a generation of a request; with `--json` at the end, as one object.
 * @throws FleetError `RequestNotFound`, `InvalidName`, `InvalidArgument`
 */
export async function logs(
  context: Context,
  environment: Environment,
  id: string,
  options: LogsOptions,
): Promise<void> {
  assertRequestId(id);
  const { clock, output } = context;
  const store = requestStore(context, environment);
  const client = context.clients(configuredRegion(context.home, environment)).logs;
  const lines = new Map<string, RunnerLine>();
  let settled = false;
  for (;;) {
    const request = await store.get(id);
    for (const line of await linesOf(client, environment, request, generationOf(request, options))) {
      if (!lines.has(line.eventId)) {
        lines.set(line.eventId, line);
        output.line(`${line.at.slice(11, 23)}  ${line.text}`);
      }
    }
    if (!options.follow || settled) {
      break;
    }
    settled = isSettled(request);
    await clock.sleep(settled ? INGESTION : INTERVAL);
  }
  const written = [...lines.values()].map(({ eventId: _id, ...line }) => line);
  output.result({ id, lines: written }, () => {
    if (written.length === 0) {
      output.line("nothing is written yet: `fleet enclave why` tells what else is known");
    }
  });
}

function generationOf({ generation }: EnclaveRequest, options: LogsOptions): number {
  if (options.generation === undefined) {
    return generation;
  }
  const chosen = Number(options.generation);
  if (!Number.isSafeInteger(chosen) || chosen < 1 || chosen > generation) {
    throw new FleetError(
      "InvalidArgument",
      `--generation is ${JSON.stringify(options.generation)}: use a whole number from 1 to ${generation}, the newest`,
    );
  }
  return chosen;
}

async function linesOf(
  client: CloudWatchLogsClient,
  environment: Environment,
  { id, workspace, createdAt, execution: last = "" }: EnclaveRequest,
  generation: number,
): Promise<readonly RunnerLine[]> {
  const query = { logGroup: runtimeNames(environment, workspace).runnerLogGroup, since: new Date(createdAt) };
  const lines: RunnerLine[] = [];
  for (const operation of OPERATIONS) {
    const first = executionName({ id, generation, operation });
    // the last one may be a repetition, by the reconciler
    const name = executionNameOf(last);
    for (const execution of name.startsWith(`${first}-r`) ? [first, name] : [first]) {
      for await (const line of runnerLines(client, { ...query, execution })) {
        lines.push(line);
      }
    }
  }
  return lines.sort((a, b) => a.at.localeCompare(b.at));
}
