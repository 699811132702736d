import { setTimeout as sleep } from "node:timers/promises";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import type { State } from "../components/pipeline/definition";
import type { EnclaveRequest } from "../contracts/enclave-request";
import { requestItem } from "../contracts/request-row";
import { runtimeNames } from "../contracts/runtime-names";
import type { RuntimeValues } from "../runtime/outputs";
import { changeRunState } from "../test/support/changed-run-state";
import { type FaultProxy, startFaultProxy } from "../test/support/fault-proxy";
import { sendCallsTo } from "../test/support/function-endpoint";
import { LocalFleet } from "../test/support/local-fleet";
import type { Figure } from "./support/figure";
import { leftovers } from "./support/leftovers";
import { pick, seededRandom } from "./support/random";
import { RandomFaults } from "./support/random-faults";
import { RequestLoad } from "./support/request-load";
import { type RequestScript, requestScripts } from "./support/request-scripts";
import { explain, settled } from "./support/settled";

/** `REQUESTS=<number>` and `FAULTS=<number>` try fewer, `SEED=<number>` others. */
const REQUESTS = Number(process.env.REQUESTS ?? 100);
const FAULTS = Number(process.env.FAULTS ?? 2 * REQUESTS);
const SEED = Number(process.env.SEED ?? 1);

/** How often the reconciler looks, in milliseconds: its schedule counts minutes. */
const RECONCILE_INTERVAL = 20_000;

const names = runtimeNames("dev");
const FUNCTIONS = [
  names.triggerFunction,
  names.validateFunction,
  names.recordFunction,
  names.handleErrorFunction,
  names.taskStoppedFunction,
  names.reconcileFunction,
];

/**
 * Requests whose owners change their minds, while calls of the functions, the runners and their engines fail at random,
 * runners are killed and records come again. When the faults are over and the reconciler has looked, every request must
 * be where its last row wanted it, and nothing may be left of the others. A request may say that it FAILED under faults:
 * asked for once more, without them, it must get there.
 */
export async function measure(): Promise<readonly Figure[]> {
  const local = await LocalFleet.start();
  const proxy = await startFaultProxy(local.profile.endpoint);
  try {
    await local.json("bootstrap", "dev");
    await local.json("up", "all", "dev");
    await sendCallsTo(local.aws.lambda, FUNCTIONS, proxy.endpoint);
    await sendRunnersTo(local, proxy.endpoint);
    return await new Soak(local, proxy).figures();
  } finally {
    await proxy.close();
    await local.stop();
  }
}

/** From their next start on, runners and their engines send their AWS calls to `endpoint`. */
async function sendRunnersTo(local: LocalFleet, endpoint: string): Promise<void> {
  const runtime = await local.json<RuntimeValues>("outputs", "runtime", "dev");
  const client = { endpoint: local.profile.endpoint, region: "eu-west-1", credentials: ROOT };
  for (const arn of [runtime.deployStateMachineArn, runtime.cleanupStateMachineArn]) {
    await changeRunState(client, arn, (run) => withVariable(run, "AWS_ENDPOINT_URL", endpoint));
  }
}

const ROOT = { accessKeyId: "test", secretAccessKey: "test" };

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

class Soak {
  readonly #random = seededRandom(SEED);
  readonly #scripts = requestScripts(REQUESTS, this.#random);
  readonly #load: RequestLoad;
  readonly #faults: RandomFaults;
  /** Rows as their owners wrote them: what came through the stream. */
  readonly #written: EnclaveRequest[] = [];

  constructor(
    private readonly local: LocalFleet,
    proxy: FaultProxy,
  ) {
    this.#load = new RequestLoad(local.aws);
    const random = seededRandom(SEED + 1);
    this.#faults = new RandomFaults({ local, proxy, random, record: () => this.#record(random) });
  }

  async figures(): Promise<readonly Figure[]> {
    const over = new AbortController();
    const faults = this.#faults.run(FAULTS, over.signal);
    const reconciling = this.#reconcile(over.signal);
    await Promise.all(this.#scripts.map((script) => this.#play(script)));
    await settled(this.local, this.#load, REQUESTS, () => `, ${this.#faults.total} of ${FAULTS} faults`);
    await faults;
    const failed = await this.#askAgain();
    await settled(this.local, this.#load, REQUESTS);
    over.abort();
    await reconciling;
    const wrong = await this.#wrong();
    const orphans = await leftovers(this.local, await this.#load.rows());
    for (const line of [...wrong.map(({ line: each }) => each), ...orphans, ...this.#told()]) {
      console.error(line);
    }
    await explain(
      this.local,
      wrong.map(({ id }) => id),
    );
    return [
      {
        name: `pipeline-soak: requests of ${REQUESTS} not where they should be, resources left, after ${this.#faults.total} faults (seed ${SEED})`,
        unit: "requests and resources",
        ours: wrong.length + orphans.length,
        alternative: "requests that FAILED under faults, and not when asked for again",
        theirs: failed,
        goal: `0, after ${FAULTS} faults`,
        met: wrong.length + orphans.length === 0 && this.#faults.total >= FAULTS,
      },
    ];
  }

  async #play({ id, owner, isBad, wishes }: RequestScript): Promise<void> {
    for (const [step, { desiredState, after }] of wishes.entries()) {
      await sleep(after);
      this.#written.push(
        step === 0
          ? await this.#load.put(id, owner, isBad ? { vcpus: 3 } : {})
          : await this.#load.ask(id, desiredState),
      );
    }
  }

  /** The stream's record of a row that was written. */
  #record(random: () => number): object | undefined {
    if (this.#written.length === 0) {
      return undefined;
    }
    const row = pick(random, this.#written);
    return { eventName: "MODIFY", dynamodb: { SequenceNumber: "1", NewImage: requestItem(row) } };
  }

  async #reconcile(over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      await sleep(RECONCILE_INTERVAL, undefined, { signal: over }).catch(() => undefined);
      await this.local.aws.lambda.send(
        new InvokeCommand({ FunctionName: names.reconcileFunction, Payload: "{}" }),
      );
    }
  }

  /** @returns how many had FAILED */
  async #askAgain(): Promise<number> {
    const failed = (await this.#load.rows()).filter(({ status }) => status === "FAILED");
    for (const { id, desiredState, reason } of failed) {
      console.error(
        `${id} FAILED under faults: ${reason?.error}: ${reason?.message} ${reason?.details.join(" | ")}`,
      );
      await this.#load.ask(id, desiredState);
    }
    return failed.length;
  }

  async #wrong(): Promise<readonly { readonly id: string; readonly line: string }[]> {
    const rows = await this.#load.rows();
    return this.#scripts.flatMap(({ id, end }) => {
      const status = rows.find((row) => row.id === id)?.status;
      return status === end ? [] : [{ id, line: `${id} is ${status}, and should be ${end}` }];
    });
  }

  #told(): readonly string[] {
    return [...this.#faults.counts]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, count]) => `${name}: ${count}`);
  }
}
