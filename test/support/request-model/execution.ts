import type { Definition, Retrier, State } from "../../../components/pipeline/definition";
import type { Failure } from "../../../contracts/failure";
import { chosen, type Data, filled, placed, ruleFor } from "./states-language";

/** What an execution calls. */
export interface ExecutionWorld {
  /** Calls a function with a copy of `payload`; its error is Lambda's report of it. */
  invoke(functionArn: string, payload: Data): Promise<unknown>;
  /** Starts a task that is to answer `token`. */
  runTask(parameters: Data, token: string): Promise<void>;
  /** Passes the time between two tries. */
  delay(execution: string): Promise<void>;
}

/** How a try of a state ends. */
export type Outcome = { readonly output: unknown } | { readonly failure: Failure };

interface Place {
  readonly state: string;
  readonly data: Data;
}

interface Waiting {
  readonly token: string;
  readonly end: (outcome: Outcome) => void;
}

/** One execution of a state machine, by its definition. What a state began goes on though it is given up. */
export class Execution {
  status: "RUNNING" | "SUCCEEDED" | "FAILED" | "ABORTED" = "RUNNING";
  /** What it failed with. */
  failure: Failure | undefined;
  /** Whether it was over once, so that its lease may have been taken. */
  redriven = false;
  /** Where it is and with what; a redrive begins there. */
  #at: Place;
  #waiting: Waiting | undefined;
  #waits = 0;

  constructor(
    readonly arn: string,
    readonly input: string,
    private readonly definition: Definition,
    private readonly world: ExecutionWorld,
  ) {
    this.#at = { state: definition.StartAt, data: JSON.parse(input) };
    void this.#run();
  }

  /** Whether it waits for a runner, or for one to be started. */
  get waitsForRunner(): boolean {
    return this.#waiting !== undefined && this.#at.state === "Run";
  }

  /**
   * Ends the present try of the present state.
   * @param token of the try, if it is a certain one that has ended
   * @returns false when nothing waits for that
   */
  end(outcome: Outcome, token = this.#waiting?.token): boolean {
    const waiting = this.#waiting;
    if (!waiting || waiting.token !== token) {
      return false;
    }
    this.#waiting = undefined;
    waiting.end(outcome);
    return true;
  }

  /** Whether a try waits for `token`. */
  waitsFor(token: string): boolean {
    return this.#waiting?.token === token;
  }

  /** Ends it from outside, as a person or its own time limit does. */
  abort(): void {
    this.status = "ABORTED";
    this.#waiting = undefined;
  }

  /** Goes on from the state in which it ended. */
  redrive(): void {
    this.status = "RUNNING";
    this.redriven = true;
    void this.#run();
  }

  async #run(): Promise<void> {
    for (;;) {
      const { state: name, data } = this.#at;
      const state = this.definition.States[name];
      if (state?.Type === "Choice") {
        this.#at = { state: chosen(state, data), data };
      } else if (state?.Type === "Wait") {
        await this.#pass();
        this.#at = { state: state.Next ?? "", data };
      } else if (state?.Type === "Task") {
        const next = await this.#task(state, data);
        if (!next) {
          this.status = "FAILED";
          return;
        }
        this.#at = next;
      } else {
        this.status = state?.Type === "Succeed" ? "SUCCEEDED" : "FAILED";
        this.failure = this.status === "FAILED" ? (data.error as Failure) : undefined;
        return;
      }
    }
  }

  /** @returns undefined when nothing catches the state's error */
  async #task(state: State, data: Data): Promise<Place | undefined> {
    const tries = new Map<Retrier, number>();
    for (;;) {
      const outcome = await this.#try(state, data);
      if ("output" in outcome) {
        const { output } = outcome;
        const selected = state.ResultSelector ? filled(state.ResultSelector, output as Data, {}) : output;
        return { state: state.Next ?? "", data: placed(data, state.ResultPath, selected) };
      }
      const { failure } = outcome;
      const retrier = ruleFor(state.Retry, failure);
      const tried = (retrier && tries.get(retrier)) ?? 0;
      if (!retrier || tried >= retrier.MaxAttempts) {
        const catcher = ruleFor(state.Catch, failure);
        this.failure = failure;
        return catcher && { state: catcher.Next, data: placed(data, catcher.ResultPath, failure) };
      }
      tries.set(retrier, tried + 1);
      await this.#pass();
    }
  }

  #pass(): Promise<Outcome> {
    return this.#wait((token) => this.world.delay(this.arn).then(() => this.end({ output: {} }, token)));
  }

  #try(state: State, data: Data): Promise<Outcome> {
    return this.#wait((token) => {
      const context = { Execution: { Id: this.arn }, Task: { Token: token } };
      const parameters = filled(state.Parameters, data, context) as Data;
      const { invoke, runTask } = this.world;
      return (
        state.Resource === "arn:aws:states:::lambda:invoke"
          ? invoke(String(parameters.FunctionName), parameters.Payload as Data).then((answer) =>
              this.end({ output: { Payload: answer } }, token),
            )
          : runTask(parameters, token)
      ).catch((failure: Failure) => this.end({ failure }, token));
    });
  }

  /** @param begin ends the wait by its token; so may others, sooner */
  #wait(begin: (token: string) => Promise<unknown>): Promise<Outcome> {
    this.#waits += 1;
    const token = `${this.arn}#${this.#waits}`;
    return new Promise((end) => {
      this.#waiting = { token, end };
      void begin(token);
    });
  }
}
