import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { SFNClient } from "@aws-sdk/client-sfn";
import type { SNSClient } from "@aws-sdk/client-sns";
import type { Item } from "../../../contracts/attribute-value";
import type { EnclaveRequest } from "../../../contracts/enclave-request";
import { newRequest, nextGeneration, type RequestChange, requestItem } from "../../../contracts/request-row";
import type { ReconcileDependencies } from "../../../lambdas/reconcile/dependencies";
import { observedRow } from "../../../lambdas/reconcile/observed-row";
import { reconcileRow } from "../../../lambdas/reconcile/reconcile-row";
import { taskStopped } from "../../../lambdas/task-stopped/task-stopped";
import { trigger } from "../../../lambdas/trigger/trigger";
import { NOW, SPEC } from "../request-fixture";
import { ModelStack } from "./enclave-stack";
import type { Execution } from "./execution";
import { CAPS, type FunctionClients, pipelineFunctions, reconcileDependencies, SILENT } from "./functions";
import { MemorySlots } from "./memory-slots";
import { MemoryTable } from "./memory-table";
import { type CallEnd, PendingCalls, settled } from "./pending-calls";
import { brokenRules, requestOf } from "./request-rules";
import { Runner, variablesOf } from "./runner";
import type { Data } from "./states-language";
import { STATE_MACHINES, StepFunctions } from "./step-functions";

const ID = "signer";

/** How long a wait takes, in milliseconds. */
const DELAY_MS = 60_000;

/** One request with everything that works on it: the code is the product's, AWS is in memory and waits for orders. */
export class World {
  readonly stack = new ModelStack();
  readonly runners: Runner[] = [];
  /** Rules that writes of the pipeline have broken. */
  readonly broken: string[] = [];
  /** What was called, oldest first. */
  readonly trace: string[] = [];
  readonly #calls = new PendingCalls();
  readonly #table = new MemoryTable((before, after) => this.#judge(requestOf(before), requestOf(after)));
  readonly #sfn: StepFunctions;
  readonly #sfnClient: SFNClient;
  readonly #reconciler: ReconcileDependencies;
  /** Records of the stream that the trigger has had. */
  #delivered = 0;
  #isDelivering = false;
  #now = NOW;
  #read: { readonly item?: Item; readonly request: EnclaveRequest } = { request: requestOf(undefined) };

  constructor() {
    const client = (who: string, answer: (command: unknown) => unknown): unknown => ({
      send: (command: object) =>
        this.#calls.call(`${who}: ${command.constructor.name}`, () => answer(command)),
    });
    this.#sfnClient = client("a function", (command) => this.#sfn.answer(command)) as SFNClient;
    const clients: FunctionClients = {
      dynamodb: client("a function", (command) => this.#table.answer(command)) as DynamoDBClient,
      sfn: this.#sfnClient,
      sns: client("a function", () => ({})) as SNSClient,
      slots: new MemorySlots(
        (what, effect) => this.#calls.call(what, effect),
        (running) => this.#judgeSlots(running),
      ),
      now: () => this.#now,
    };
    const functions = pipelineFunctions(clients);
    this.#reconciler = reconcileDependencies(clients);
    this.#sfn = new StepFunctions({
      invoke: (arn, payload) => reported(async () => functions[arn]?.(copy(payload))),
      runTask: (parameters, token) => this.#runTask(parameters, token),
      delay: (execution) =>
        this.#calls.call(`${execution}: waits`, () => this.#pass()).catch(() => undefined),
    });
  }

  get request(): EnclaveRequest {
    const item = this.#table.row(ID);
    if (item !== this.#read.item) {
      this.#read = { item, request: requestOf(item) };
    }
    return this.#read.request;
  }

  get executions(): readonly Execution[] {
    return this.#sfn.executions;
  }

  /** Writes what the requester wants next. */
  ask(change: RequestChange): void {
    const { id, ...request } = this.request;
    const next = id
      ? { id, ...request, ...nextGeneration(request, change, NOW) }
      : { ...newRequest({ id: ID, owner: "payments", spec: SPEC }, NOW), ...change };
    this.#table.put(requestItem(next));
  }

  /**
   * Gives the trigger the next records of the stream.
   * @returns false when there are none, or it is at work
   */
  deliver(records: number): boolean {
    const from = this.#delivered;
    const to = Math.min(from + records, this.#table.stream.length);
    if (this.#isDelivering || from === to) {
      return false;
    }
    this.#isDelivering = true;
    void this.#trigger(from, to).then((delivered) => {
      this.#delivered = delivered;
      this.#isDelivering = false;
    });
    return true;
  }

  /** Gives the trigger records again that it has had, as a new trigger would get them. */
  replay(from: number): void {
    void this.#trigger(from % (this.#delivered + 1), this.#delivered);
  }

  /** Starts one more execution with the input of another. */
  startAgain(execution: Execution): void {
    this.#sfn.startAgain(execution);
  }

  /** Has the reconciler look at the request; what it cannot do now the next one does. */
  reconcile(): void {
    const row = this.#table.row(ID);
    if (row) {
      void reconcileRow(observedRow(ID, row), this.#reconciler).catch(() => undefined);
    }
  }

  /** Tells of the end of a runner's task. */
  stopped(token: string): void {
    const task = { taskArn: "task", token, stopCode: "EssentialContainerExited" };
    const told = (): Promise<unknown> =>
      taskStopped(task, { client: this.#sfnClient, log: SILENT }).catch(told);
    void told();
  }

  /** Ends one of the calls that are under way. */
  async end(index: number, how: CallEnd): Promise<void> {
    const what = await this.#calls.end(index, how);
    this.trace.push(`${what} ${how}`);
  }

  /**
   * Lets what is under way and what is in the stream go on without a fault.
   * @param calls at most so many
   * @param first so many that were called longest ago stand still
   * @returns whether there may be more
   */
  async goOn(calls: number, first = 0): Promise<boolean> {
    for (let done = 0; done < calls; done++) {
      while (this.#calls.count <= first && this.deliver(1)) {
        await settled();
      }
      if (this.#calls.count <= first) {
        return false;
      }
      await this.end(first, "answered");
    }
    return true;
  }

  /** Goes on without a fault until somebody calls `what`, which then waits. */
  async goOnUntil(what: string): Promise<void> {
    while (!this.#calls.waitsFor(what)) {
      if (!(await this.goOn(1))) {
        throw new Error(`nobody calls ${what}:\n${this.trace.join("\n")}`);
      }
    }
  }

  /** Lets everything come to its end, without further faults; the reconciler looks until there is nothing to do. */
  async drain(): Promise<void> {
    for (let before: Item | undefined, looks = 0; looks < 10; looks++) {
      await settled();
      if (await this.goOn(5000)) {
        throw new Error("it goes on and on");
      }
      const row = this.#table.row(ID);
      if (looks > 0 && row === before) {
        return;
      }
      before = row;
      this.reconcile();
    }
    throw new Error("the reconciler does something whenever it looks");
  }

  async #trigger(from: number, to: number): Promise<number> {
    const changes = this.#table.stream.slice(from, to);
    try {
      const failed = await trigger(
        changes.map((change, index) => ({ ...change, sequenceNumber: String(from + index) })),
        { client: this.#sfnClient, stateMachines: STATE_MACHINES, log: SILENT, count: () => undefined },
      );
      return failed === undefined ? to : Number(failed);
    } catch {
      return from;
    }
  }

  #runTask(parameters: Data, token: string): Promise<void> {
    const start = () => {
      const runner = new Runner(token, variablesOf(parameters), {
        stack: this.stack,
        call: (what, effect) => this.#calls.call(what, effect),
        table: (command) => this.#table.answer(command),
        answer: (of, outcome) => this.#sfn.sendTask(of, copy(outcome)),
        stopped: (of) => this.stopped(of),
      });
      this.runners.push(runner);
    };
    return this.#calls.call(`${token}: RunTask`, start).catch((error: Error) => {
      throw { Error: "ECS.ServerException", Cause: error.message };
    });
  }

  #pass(): void {
    this.#now = new Date(this.#now.getTime() + DELAY_MS);
  }

  #judgeSlots(running: readonly string[]): void {
    if (running.length > CAPS.total) {
      this.broken.push(`more work at once than may: ${running.join(", ")}`);
    }
  }

  #judge(before: EnclaveRequest, after: EnclaveRequest): void {
    // who was seen to be over, and was redriven before the lease was taken, is stopped by the greater fence
    const isRunning = (arn: string) => {
      const execution = this.#sfn.find(arn);
      return execution?.status === "RUNNING" && !execution.redriven;
    };
    const broken = brokenRules(before, after, isRunning);
    this.trace.push(`row becomes ${after.status} of ${after.statusGeneration} with fence ${after.fence}`);
    this.broken.push(...broken);
  }
}

/** Everything that crosses a service's boundary is JSON. */
function copy<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value));
}

/** An error as Lambda reports it to a state machine. */
async function reported(work: () => Promise<unknown>): Promise<unknown> {
  try {
    return copy(await work());
  } catch (error) {
    const { name, message } = error as Error;
    throw { Error: name, Cause: JSON.stringify({ errorType: name, errorMessage: message }) };
  }
}
