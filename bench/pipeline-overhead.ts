import { setTimeout as sleep } from "node:timers/promises";
import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { baseNames } from "../contracts/base-names";
import { LocalFleet } from "../test/support/local-fleet";
import { requestFile } from "../test/support/request-file";
import { engineRuns } from "./support/engine-runs";
import { type Figure, median } from "./support/figure";

const GOAL_MILLISECONDS = 3000;
const REQUESTS = 5;
const POLL_INTERVAL = 20;
const TIMEOUT = 120_000;

/**
 * From the row's `put` to DEPLOYED, beside the `pulumi up` that the runner runs for it: what is between is the
 * pipeline's own. The first request warms the functions and is not counted.
 */
export async function measure(): Promise<readonly Figure[]> {
  const local = await LocalFleet.start();
  try {
    await local.json("bootstrap", "dev");
    await local.json("up", "all", "dev");
    const runs: { readonly whole: number; readonly engine: number }[] = [];
    for (let index = 0; index <= REQUESTS; index += 1) {
      const id = `bench-${index}`;
      const run = { whole: await millisecondsToDeployed(local, id), engine: engineMilliseconds(local, id) };
      if (index > 0) {
        runs.push(run);
      }
    }
    const overhead = median(runs.map(({ whole, engine }) => whole - engine));
    return [
      {
        name: "pipeline-overhead",
        unit: "ms",
        ours: median(runs.map(({ whole }) => whole)),
        alternative: "the runner's pulumi up",
        theirs: median(runs.map(({ engine }) => engine)),
        goal: `< ${GOAL_MILLISECONDS} ms more (${overhead.toFixed(0)} ms)`,
        met: overhead < GOAL_MILLISECONDS,
      },
    ];
  } finally {
    await local.stop();
  }
}

async function millisecondsToDeployed(local: LocalFleet, id: string): Promise<number> {
  const { createdAt } = await local.json<{ createdAt: string }>("enclave", "request", "dev", requestFile(id));
  // The clock that wrote `createdAt` just before the put is this machine's.
  const started = Date.parse(createdAt);
  for (;;) {
    const { Item: row } = await local.aws.dynamodb.send(
      new GetItemCommand({ TableName: baseNames("dev").requestTable, Key: { id: { S: id } } }),
    );
    const elapsed = Date.now() - started;
    const status = row?.status?.S;
    if (status === "DEPLOYED") {
      return elapsed;
    }
    if (status === "FAILED" || status === "REJECTED" || elapsed > TIMEOUT) {
      throw new Error(`request ${id} is ${status} after ${elapsed} ms`);
    }
    await sleep(POLL_INTERVAL);
  }
}

/** What the runner logged of its engine's run for `id`. */
function engineMilliseconds(local: LocalFleet, id: string): number {
  const runs = engineRuns(local.profile.logs).get(id) ?? [];
  const [milliseconds] = runs;
  if (milliseconds === undefined || runs.length > 1) {
    throw new Error(`the runner of ${id} ended its engine ${runs.length} times, expected once`);
  }
  return milliseconds;
}
