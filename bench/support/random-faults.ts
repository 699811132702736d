import type { IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { TagResourceCommand, UntagResourceCommand } from "@aws-sdk/client-ecs";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import { runtimeNames } from "../../contracts/runtime-names";
import { type Fault, type FaultProxy, outage, serviceOf, throttling } from "../../test/support/fault-proxy";
import type { LocalFleet } from "../../test/support/local-fleet";
import { pick } from "./random";

/** What happens at one call. */
const AT_A_CALL: Readonly<Record<string, (incoming: IncomingMessage, random: () => number) => Fault>> = {
  throttled: throttling,
  "out of order": outage,
  cut: () => "cut",
  "answer lost": () => "lost",
  delayed: (_, random) => ({ delay: random() * LONGEST_DELAY }),
};

const LONGEST_DELAY = 8_000;

/**
 * Services whose answers are not lost: the engine creates there. AWS's clients send such a call again with a token by
 * which EC2 knows it, which the emulator does not heed; the others refuse the name as taken, and the run fails.
 */
const NEVER_LOST = ["autoscaling", "ec2", "iam", "route53"];

/** How long the endpoint is gone, and ECS without capacity, in milliseconds. */
const GONE = 5_000;

/** How long half of all calls is throttled, in milliseconds, and after which share of the faults that begins. */
const HALF_THROTTLED = 60_000;
const HALF_THROTTLED_FROM = 0.5;

/** Between two faults at most, in milliseconds. */
const PAUSE = 2_000;

/** How many of each hundred faults are not at a single call. */
const OTHERS: readonly { readonly name: string; readonly weight: number }[] = [
  { name: "runner killed", weight: 10 },
  { name: "record doubled", weight: 8 },
  { name: "endpoint gone", weight: 2 },
  { name: "no capacity for tasks", weight: 2 },
  { name: "call", weight: 78 },
];

export interface RandomFaultsOptions {
  readonly local: LocalFleet;
  readonly proxy: FaultProxy;
  readonly random: () => number;
  /** A record of the stream that has come already, by which the trigger is invoked again. */
  readonly record: () => object | undefined;
}

/** Lets calls, runners and records of a pipeline fail at random, until there were as many faults as were wanted. */
export class RandomFaults {
  /** How often each fault has happened. */
  readonly counts = new Map<string, number>();
  /** Services that were called through the proxy. */
  readonly #services = new Set<string>();
  /** Faults that wait for the next call of their service. */
  readonly #waiting: { readonly service: string; readonly name: string }[] = [];
  #gone = false;
  #halfThrottled = false;

  constructor(private readonly options: RandomFaultsOptions) {}

  get total(): number {
    return [...this.counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Ends when `wanted` faults have happened, or `over` is aborted; what is under way then is mended. */
  async run(wanted: number, over: AbortSignal): Promise<void> {
    const { proxy, random } = this.options;
    proxy.choose((incoming) => this.#choose(incoming));
    let half: Promise<void> | undefined;
    while (this.total < wanted && !over.aborted) {
      await this.#happen(pick(random, OTHERS, ({ weight }) => weight).name);
      if (this.total >= wanted * HALF_THROTTLED_FROM) {
        half ??= this.#throttleHalf();
      }
      await sleep(random() * PAUSE);
    }
    await half;
    proxy.choose(() => undefined);
  }

  #count(name: string): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }

  #choose(incoming: IncomingMessage): Fault | undefined {
    const service = serviceOf(incoming);
    this.#services.add(service);
    if (this.#gone) {
      return "cut";
    }
    const index = this.#waiting.findIndex((each) => each.service === service);
    const [found] = index < 0 ? [] : this.#waiting.splice(index, 1);
    const fault = found && AT_A_CALL[found.name];
    if (found && fault) {
      this.#count(`${found.service} ${found.name}`);
      return fault(incoming, this.options.random);
    }
    // not drawn from the seed: how many calls there are is chance
    return this.#halfThrottled && Math.random() < 0.5 ? throttling(incoming) : undefined;
  }

  async #happen(name: string): Promise<void> {
    const { random } = this.options;
    switch (name) {
      case "runner killed":
        return this.#kill();
      case "record doubled":
        return this.#double();
      case "endpoint gone":
        this.#count(name);
        this.#gone = true;
        await sleep(GONE);
        this.#gone = false;
        return;
      case "no capacity for tasks":
        this.#count(name);
        return this.#withoutCapacity();
      default:
        if (this.#services.size > 0) {
          const service = pick(random, [...this.#services].sort());
          const names = Object.keys(AT_A_CALL).filter(
            (each) => each !== "answer lost" || !NEVER_LOST.includes(service),
          );
          this.#waiting.push({ service, name: pick(random, names) });
        }
    }
  }

  async #throttleHalf(): Promise<void> {
    this.#count("half of all calls throttled");
    this.#halfThrottled = true;
    await sleep(HALF_THROTTLED);
    this.#halfThrottled = false;
  }

  /** With the whole group that the runner's process leads, as a container's end ends all in it. */
  #kill(): void {
    const running = this.options.local.runningTasks;
    if (running.length === 0) {
      return;
    }
    try {
      process.kill(-pick(this.options.random, running), "SIGKILL");
      this.#count("runner killed");
    } catch (error) {
      // It has ended since it was listed.
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") {
        throw error;
      }
    }
  }

  async #double(): Promise<void> {
    const record = this.options.record();
    if (record) {
      const FunctionName = runtimeNames("dev").triggerFunction;
      const Payload = JSON.stringify({ Records: [record] });
      await this.options.local.aws.lambda.send(new InvokeCommand({ FunctionName, Payload }));
      this.#count("record doubled");
    }
  }

  async #withoutCapacity(): Promise<void> {
    const { ecs } = this.options.local.aws;
    const resourceArn = `arn:aws:ecs:eu-west-1:000000000000:cluster/${runtimeNames("dev").cluster}`;
    await ecs.send(new TagResourceCommand({ resourceArn, tags: [{ key: "Capacity", value: "none" }] }));
    await sleep(GONE);
    await ecs.send(new UntagResourceCommand({ resourceArn, tagKeys: ["Capacity"] }));
  }
}
