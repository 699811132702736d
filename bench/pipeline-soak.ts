import { setTimeout as sleep } from "node:timers/promises";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import type { EnclaveRequest } from "../contracts/enclave-request";
import { requestItem } from "../contracts/request-row";
import { runtimeNames } from "../contracts/runtime-names";
import type { LocalFleet } from "../test/support/local-fleet";
import { type FaultyPipeline, startFaultyPipeline } from "./support/faulty-pipeline";
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

/**
 * Requests whose owners change their minds, while calls of the functions, the runners and their engines fail at random,
 * runners are killed and records come again. When the faults are over and the reconciler has looked, every request must
 * be where its last row wanted it, and nothing may be left of the others. A request may say that it FAILED under faults:
 * asked for once more, without them, it must get there.
 */
export async function measure(): Promise<readonly Figure[]> {
  const pipeline = await startFaultyPipeline();
  try {
    return await new Soak(pipeline).figures();
  } finally {
    await pipeline.stop();
  }
}

class Soak {
  readonly #random = seededRandom(SEED);
  readonly #scripts = requestScripts(REQUESTS, this.#random);
  readonly #local: LocalFleet;
  readonly #load: RequestLoad;
  readonly #faults: RandomFaults;
  /** Rows as their owners wrote them: what came through the stream. */
  readonly #written: EnclaveRequest[] = [];

  constructor({ local, proxy }: FaultyPipeline) {
    this.#local = local;
    this.#load = new RequestLoad(local.aws);
    const random = seededRandom(SEED + 1);
    this.#faults = new RandomFaults({ local, proxy, random, record: () => this.#record(random) });
  }

  async figures(): Promise<readonly Figure[]> {
    const [quiet, over] = [new AbortController(), new AbortController()];
    const faults = this.#faults.run(FAULTS, quiet.signal);
    const reconciling = this.#reconcile(over.signal);
    try {
      // What goes on beside the course ends after it, or with an error that ends it.
      const failed = await Promise.race([
        this.#course(quiet, faults),
        Promise.all([faults, reconciling]).then(() => 0),
      ]);
      over.abort();
      await reconciling;
      return await this.#judge(failed);
    } finally {
      quiet.abort();
      over.abort();
    }
  }

  /** @returns how many FAILED under faults */
  async #course(quiet: AbortController, faults: Promise<void>): Promise<number> {
    await Promise.all(this.#scripts.map((script) => this.#play(script)));
    await settled(this.#local, this.#load, REQUESTS, () => `, ${this.#faults.total} of ${FAULTS} faults`);
    quiet.abort();
    await faults;
    const failed = await this.#askAgain();
    await settled(this.#local, this.#load, REQUESTS);
    return failed;
  }

  async #judge(failed: number): Promise<readonly Figure[]> {
    const wrong = await this.#wrong();
    const orphans = await leftovers(this.#local, await this.#load.rows());
    for (const line of [...wrong.map(({ line: each }) => each), ...orphans, ...this.#told()]) {
      console.error(line);
    }
    await explain(
      this.#local,
      wrong.map(({ id }) => id),
    );
    const unlike = wrong.length + orphans.length;
    return [
      {
        name: `pipeline-soak: of ${REQUESTS} requests ${failed} FAILED under faults and were asked for again; not where they should be, or left behind (seed ${SEED})`,
        unit: "requests and resources",
        ours: unlike,
        alternative: "faults",
        theirs: this.#faults.total,
        goal: `0 after ${FAULTS} faults`,
        met: unlike === 0 && this.#faults.total >= FAULTS,
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
      await this.#local.aws.lambda.send(
        new InvokeCommand({ FunctionName: runtimeNames("dev").reconcileFunction, Payload: "{}" }),
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
