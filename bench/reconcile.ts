import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BatchWriteItemCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { ListExecutionsCommand, SFNClient } from "@aws-sdk/client-sfn";
import { bundleFunctions } from "../components/pipeline/function-bundle";
import type { EnclaveRequest } from "../contracts/enclave-request";
import { FUNCTION_ENVIRONMENT } from "../contracts/function-environment";
import { requestItem } from "../contracts/request-row";
import { createRequestTable, createStateMachines } from "../test/support/bare-pipeline";
import { startTestEmulator } from "../test/support/emulator";
import { request } from "../test/support/request-fixture";
import type { Figure } from "./support/figure";
import { SAMPLE } from "./support/plain-reconcile";
import { watch } from "./support/watch";

const ROWS = 10_000;
/** Rows of each hundred that nobody has begun, and that are past their lifetime; the others are at their ends. */
const MISSED = 1;
const EXPIRED = 1;
const TABLE = "requests";
const REGISTER = join(__dirname, "..", "register.cjs");
const PLAIN = join(__dirname, "support", "plain-reconcile.ts");
const GOAL_MILLISECONDS = 30_000;
const GOAL_MEBIBYTES = 256;

/**
 * One run of the reconciler over 10,000 rows, as the bundle that Lambda gets, beside the plain way: a read of every
 * whole row and a question to Step Functions for each.
 */
export async function measure(): Promise<readonly Figure[]> {
  const emulator = await startTestEmulator();
  const folder = mkdtempSync(join(tmpdir(), "fleet-bench-"));
  try {
    const client = {
      endpoint: emulator.endpoint,
      region: "eu-west-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    };
    const dynamodb = new DynamoDBClient(client);
    const sfn = new SFNClient(client);
    const { deploy, destroy } = await createStateMachines(client);
    await createRequestTable(dynamodb, TABLE);
    await fill(dynamodb);
    const bundle = join(folder, "index.js");
    writeFileSync(bundle, bundleFunctions(["reconcile"]).reconcile["index.js"]);
    const env = {
      ...process.env,
      ...emulator.environment,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
      [FUNCTION_ENVIRONMENT.environment]: "dev",
      [FUNCTION_ENVIRONMENT.requestTable]: TABLE,
      [FUNCTION_ENVIRONMENT.deployStateMachine]: deploy,
      [FUNCTION_ENVIRONMENT.cleanupStateMachine]: destroy,
      [FUNCTION_ENVIRONMENT.topic]: "arn:aws:sns:eu-west-1:000000000000:nobody-is-told",
    };
    const theirs = await answerOf(["-r", REGISTER, PLAIN], env);
    const ours = await answerOf(["-e", invocation(bundle)], env);
    const begun = (await count(sfn, deploy)) + (await count(sfn, destroy));
    const expected = ((MISSED + EXPIRED) * ROWS) / 100;
    if (ours.rows !== ROWS || begun !== expected) {
      throw new Error(
        `${ours.rows} rows were read and ${begun} executions begun, expected ${ROWS} and ${expected}`,
      );
    }
    return [
      {
        name: `reconcile ${ROWS} rows`,
        unit: "ms",
        ours: ours.milliseconds,
        alternative: `a question for each row (scaled from ${SAMPLE})`,
        theirs: theirs.milliseconds,
        goal: `< ${GOAL_MILLISECONDS / 1000} s`,
        met: ours.milliseconds < GOAL_MILLISECONDS,
      },
      {
        name: `reconcile ${ROWS} rows memory`,
        unit: "MiB",
        ours: ours.mebibytes,
        alternative: "all rows whole, at once",
        theirs: theirs.mebibytes,
        goal: `< ${GOAL_MEBIBYTES} MiB`,
        met: ours.mebibytes < GOAL_MEBIBYTES,
      },
    ];
  } finally {
    await emulator.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs a program that prints an object last. */
async function answerOf(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ readonly rows: number; readonly milliseconds: number; readonly mebibytes: number }> {
  const { stdout, mebibytes } = await watch(process.execPath, args, env);
  return { ...JSON.parse(stdout.trim().split("\n").at(-1) ?? "{}"), mebibytes };
}

/** A program that invokes the function as Lambda does, and prints its answer. */
function invocation(bundle: string): string {
  return `
    const started = Date.now();
    const { handler } = require(${JSON.stringify(bundle)});
    handler({}, { getRemainingTimeInMillis: () => 300000 - (Date.now() - started) }).then((answer) =>
      console.log(JSON.stringify({ ...answer, milliseconds: Date.now() - started })));`;
}

async function fill(dynamodb: DynamoDBClient): Promise<void> {
  const now = new Date().toISOString();
  const ofIndex = (index: number): EnclaveRequest => {
    const kind = index % 100;
    const whole = { generation: 1, statusGeneration: 1, fence: 1, updatedAt: now } as const;
    if (kind < MISSED) {
      return request({ id: `waits-${index}`, updatedAt: now });
    }
    if (kind < MISSED + EXPIRED) {
      return request({
        ...whole,
        id: `waits-${index}`,
        status: "DEPLOYED",
        updatedAt: "2026-01-01T00:00:00Z",
      });
    }
    return kind % 2
      ? request({ ...whole, id: `row-${index}`, status: "DEPLOYED" })
      : request({ ...whole, id: `row-${index}`, status: "DESTROYED", desiredState: "DESTROYED" });
  };
  for (let begin = 0; begin < ROWS; begin += 25) {
    const rows = Array.from({ length: 25 }, (_, index) => requestItem(ofIndex(begin + index)));
    const puts = rows.map((Item) => ({ PutRequest: { Item } }));
    await dynamodb.send(new BatchWriteItemCommand({ RequestItems: { [TABLE]: puts } }));
  }
}

async function count(sfn: SFNClient, stateMachineArn: string): Promise<number> {
  let nextToken: string | undefined;
  let found = 0;
  do {
    const list = await sfn.send(new ListExecutionsCommand({ stateMachineArn, nextToken, maxResults: 1000 }));
    found += list.executions?.length ?? 0;
    nextToken = list.nextToken;
  } while (nextToken);
  return found;
}
