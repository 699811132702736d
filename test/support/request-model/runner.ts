import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { EnclaveOutputs } from "../../../contracts/enclave-request";
import { FleetError } from "../../../contracts/errors";
import { failureOf } from "../../../contracts/failure";
import { RUNNER_ENVIRONMENT, type RunnerResult } from "../../../contracts/pipeline";
import type { RequestLease } from "../../../runner/leased-request";
import { leasedWork } from "../../../runner/leased-work";
import type { StackLease } from "../../../runner/stack-lease";
import type { ModelStack } from "./enclave-stack";
import type { Outcome } from "./execution";
import { stackNameOf } from "./request-rules";
import type { Data } from "./states-language";

/** What a runner has around it. */
export interface RunnerWorld {
  readonly stack: ModelStack;
  /** Waits for its turn, then has `effect`. */
  call<Answer>(what: string, effect: () => Answer): Promise<Answer>;
  /** Answers the request table's client. */
  table(command: unknown): unknown;
  /** Ends what waits for the token. @throws TaskTimedOut */
  answer(token: string, outcome: Outcome): void;
  /** Called once when the task is over, however. */
  stopped(token: string): void;
}

/** A runner's task: its own work, with an engine that makes or removes a host in two steps. */
export class Runner {
  /** Its process is gone. */
  dead = false;
  readonly #fenced = new AbortController();
  readonly #lease: RequestLease;

  constructor(
    readonly token: string,
    variables: Readonly<Record<string, string>>,
    private readonly world: RunnerWorld,
  ) {
    const of = (name: keyof typeof RUNNER_ENVIRONMENT) => variables[RUNNER_ENVIRONMENT[name]] ?? "";
    this.#lease = {
      requestTable: "requests",
      id: of("id"),
      generation: Number(of("generation")),
      fence: Number(of("fence")),
      operation: of("operation") === "deploy" ? "deploy" : "destroy",
    };
    void this.#live();
  }

  /** SIGKILL: what it had not called by now it never does. */
  kill(): void {
    this.dead = true;
  }

  /** A heartbeat tells it that nobody waits for it any more. */
  fence(): void {
    this.#fenced.abort(new FleetError("LeaseLost", "the run is over"));
  }

  async #live(): Promise<void> {
    const outcome = await this.#work().then(
      (output) => ({ output }),
      (error: Error) => ({ failure: failureOf(asFleetError(error)) }),
    );
    if ("output" in outcome || !this.#fenced.signal.aborted) {
      const name = "output" in outcome ? "SendTaskSuccess" : "SendTaskFailure";
      await this.#call(name, () => this.world.answer(this.token, outcome)).catch(() => undefined);
    }
    this.dead = true;
    this.world.stopped(this.token);
  }

  #work(): Promise<RunnerResult> {
    const send = (command: object) => this.#call(command.constructor.name, () => this.world.table(command));
    return leasedWork({
      lease: this.#lease,
      dynamodb: { send } as unknown as DynamoDBClient,
      withStack: (work) => this.#withStack(work),
      open: () => ({
        deploy: async ({ generation }) => {
          await this.#engine(generation);
          const stackName = stackNameOf(this.#lease.fence);
          return { outputs: { stackName } as EnclaveOutputs, changes: { create: 1 } };
        },
        destroy: async () => {
          await this.#engine(undefined);
          return { changes: { delete: 1 } };
        },
      }),
    });
  }

  /** One of all runners at a time; of a dead one it is taken over. */
  async #withStack(work: (lease: StackLease) => Promise<RunnerResult>): Promise<RunnerResult> {
    const { stack } = this.world;
    await this.#call("TakeStackLease", () => {
      if (stack.owner && stack.owner !== this && !stack.owner.dead) {
        throw new FleetError("StackLocked", "the stack is in use");
      }
      stack.owner = this;
    });
    try {
      return await work({ fence: 1, lost: new AbortController().signal });
    } finally {
      if (stack.owner === this && !this.dead) {
        stack.owner = undefined;
      }
    }
  }

  async #engine(host: number | undefined): Promise<void> {
    const step = (what: string, effect: () => void) =>
      this.#call(what, effect).catch((error: Error) => {
        throw new FleetError("DeploymentFailed", error.message);
      });
    await step("EngineBegins", () => undefined);
    this.#fenced.signal.throwIfAborted();
    await step("EngineWrites", () => this.world.stack.write(this.#lease.fence, host));
    this.#fenced.signal.throwIfAborted();
  }

  #call<Answer>(what: string, effect: () => Answer): Promise<Answer> {
    return this.world.call(`runner with fence ${this.#lease.fence}: ${what}`, () => {
      if (this.dead) {
        throw new Error("the process is gone");
      }
      return effect();
    });
  }
}

/** The variables that a task is started with. */
export function variablesOf(parameters: Data): Readonly<Record<string, string>> {
  const { ContainerOverrides: containers } = parameters.Overrides as {
    readonly ContainerOverrides: readonly { readonly Environment: readonly Data[] }[];
  };
  const pairs = containers.flatMap(({ Environment }) => Environment);
  return Object.fromEntries(pairs.map(({ Name, Value }) => [String(Name), String(Value)]));
}

/** As `run` of the runner reports what it does not know. */
function asFleetError(error: Error): FleetError {
  return error instanceof FleetError ? error : new FleetError("PipelineFailed", error.message);
}
