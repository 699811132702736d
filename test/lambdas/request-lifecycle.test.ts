import { expect } from "chai";
import fc from "fast-check";
import { SETTLED_STATUSES, type Status } from "../../contracts/status";
import { SPEC } from "../support/request-fixture";
import { CALL_ENDS } from "../support/request-model/pending-calls";
import { World } from "../support/request-model/world";

/** What the requester wants by now. */
interface Intent {
  generation: number;
  desiredState: "DEPLOYED" | "DESTROYED";
  isValid: boolean;
}

type Step = fc.AsyncCommand<Intent, World>;

/** What happens next in a history; after it, the row is compared with the intent. */
function step(description: string, happens: (world: World, intent: Intent) => unknown): Step {
  return {
    check: () => true,
    run: async (intent, world) => {
      await happens(world, intent);
      const wrong = [...world.broken, ...contradictions(world, intent)];
      // chai is too slow for each of a hundred thousand steps
      if (wrong.length > 0) {
        throw new Error(wrong.join("; "));
      }
    },
    toString: () => description,
  };
}

/** What the row says that the pipeline may not say, whatever goes wrong. */
function contradictions({ request }: World, intent: Intent): readonly string[] {
  const { generation, status, statusGeneration } = request;
  if (intent.generation === 0) {
    return [];
  }
  // what was wanted before was judged at its time
  const isPossible = statusGeneration < generation || possibleStatuses(intent).includes(status);
  return generation === intent.generation && isPossible
    ? []
    : [`the row is ${status} of ${statusGeneration} in generation ${generation}: ${JSON.stringify(intent)}`];
}

function possibleStatuses({ desiredState, isValid }: Intent): readonly Status[] {
  if (desiredState === "DESTROYED") {
    return ["PENDING", "DESTROYING", "DESTROYED", "FAILED"];
  }
  return isValid ? ["PENDING", "DEPLOYING", "DEPLOYED", "FAILED"] : ["PENDING", "REJECTED", "FAILED"];
}

function ask(desiredState: Intent["desiredState"], isValid: boolean): Step {
  return step(`asks for ${isValid ? "" : "an impossible "}${desiredState}`, (world, intent) => {
    Object.assign(intent, { generation: intent.generation + 1, desiredState, isValid });
    world.ask({ desiredState, spec: isValid ? SPEC : { ...SPEC, vcpus: 3 } });
  });
}

/** One of what is there, counted round and round. */
function one<Each>(all: readonly Each[], index: number): Each | undefined {
  return all[index % Math.max(all.length, 1)];
}

const index = fc.nat({ max: 1000 });
const calls = fc.tuple(index, fc.constantFrom(...CALL_ENDS, "answered", "answered", "answered", "answered"));

/** A call ends; most often as it should. */
const CALL = calls.map(([at, how]) => step(`call ${at} is ${how}`, (world) => world.end(at, how)));

/** Much goes well, while what was called longest ago still takes its time. */
const STRETCH = fc
  .tuple(fc.nat({ max: 3 }), fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 6, max: 40 })))
  .map(([first, calls]) => step(`all but ${first} go on by ${calls}`, (world) => world.goOn(calls, first)));

const WISHES = [
  fc.constantFrom(ask("DEPLOYED", true), ask("DESTROYED", true), ask("DEPLOYED", false)),
  fc.integer({ min: 1, max: 3 }).map((n) => step(`${n} records come`, (world) => world.deliver(n))),
];

const FAULTS = [
  fc.constant(step("the reconciler looks", (world) => world.reconcile())),
  index.map((at) => step(`records come again from ${at}`, (world) => world.replay(at))),
  index.map((at) =>
    step(`execution ${at} is aborted`, ({ executions }) => {
      one(
        executions.filter(({ status }) => status === "RUNNING"),
        at,
      )?.abort();
    }),
  ),
  index.map((at) =>
    step(`execution ${at} is redriven`, ({ executions }) => {
      one(
        executions.filter(({ status }) => status === "FAILED" || status === "ABORTED"),
        at,
      )?.redrive();
    }),
  ),
  index.map((at) =>
    step(`execution ${at} is started again by hand`, (world) => {
      const execution = one(world.executions, at);
      if (execution) {
        world.startAgain(execution);
      }
    }),
  ),
  fc.tuple(index, fc.constantFrom("States.Timeout", "InvalidConfiguration")).map(([at, error]) =>
    step(`a step of execution ${at} ends with ${error}`, ({ executions }) => {
      one(executions, at)?.end({ failure: { Error: error } });
    }),
  ),
  index.map((at) =>
    step(`the runner of execution ${at} is not heard`, ({ executions }) => {
      one(
        executions.filter(({ waitsForRunner }) => waitsForRunner),
        at,
      )?.end({ failure: { Error: "States.HeartbeatTimeout" } });
    }),
  ),
  index.map((at) => step(`runner ${at} is killed`, ({ runners }) => one(runners, at)?.kill())),
  index.map((at) => step(`runner ${at} is fenced`, ({ runners }) => one(runners, at)?.fence())),
  index.map((at) =>
    step(`runner ${at} is said to have stopped`, (world) => {
      const runner = one(
        world.runners.filter(({ dead }) => dead),
        at,
      );
      if (runner) {
        world.stopped(runner.token);
      }
    }),
  ),
];

const HISTORIES = fc.commands([CALL, CALL, CALL, CALL, STRETCH, STRETCH, STRETCH, ...WISHES, ...FAULTS], {
  maxCommands: 50,
  size: "max",
});

/** The same histories in each run, so that a run that fails can be repeated; others by the variable of this name. */
const SEED = Number(process.env.SEED ?? 1);

describe("a request with everything that works on it", function () {
  this.timeout(300_000);

  it("ends as its last generation asked for or says why not, with one host or none, after random faults", async () => {
    await fc.assert(
      fc.asyncProperty(HISTORIES, async (history) => {
        const world = new World();
        try {
          await endsWell(world, history);
        } catch (error) {
          (error as Error).message += `\n${world.trace.join("\n")}`;
          throw error;
        }
      }),
      { numRuns: 1000, seed: SEED },
    );
  });

  it("has no runner that writes after its successor, though it waited for the stack all the while", async () => {
    const world = new World();
    world.ask({ desiredState: "DEPLOYED" });
    await world.goOnUntil("TakeStackLease");
    world.executions[0]?.abort();
    world.ask({ desiredState: "DESTROYED" });
    await world.goOn(100, 1);
    expect(world.request.status).to.equal("DESTROYED");

    await world.drain();
    expect(world.trace.filter((call) => call.startsWith("runner with fence 1"))).to.deep.equal([
      "runner with fence 1: TakeStackLease answered",
      "runner with fence 1: GetItemCommand answered",
      "runner with fence 1: SendTaskFailure answered",
    ]);
    expect(world.stack.host).to.equal(undefined);
  });
});

/** A history, what becomes of it, and that the request can be taken down after it. */
async function endsWell(world: World, history: Iterable<Step>): Promise<void> {
  const intent: Intent = { generation: 0, desiredState: "DEPLOYED", isValid: true };
  const setup = () => ({ model: intent, real: world });
  await fc.asyncModelRun(setup, history);
  await world.drain();
  expectItsEnd(world, intent);

  await fc.asyncModelRun(setup, [ask("DESTROYED", true)]);
  await world.drain();
  expect(world.broken).to.deep.equal([]);
  expect(world.request.status).to.equal("DESTROYED");
  expect(world.request).to.not.have.any.keys("lease", "outputs", "reason");
  expect(world.stack.host).to.equal(undefined);
}

function expectItsEnd({ request, stack, executions, broken }: World, intent: Intent): void {
  expect(broken).to.deep.equal([]);
  expect(stack.overwritten).to.equal(false);
  expect(executions.filter(({ status }) => status === "RUNNING")).to.deep.equal([]);
  if (intent.generation === 0) {
    return;
  }
  const isSettled =
    request.statusGeneration === intent.generation && SETTLED_STATUSES.includes(request.status);
  expect(isSettled, `${request.status} of generation ${request.statusGeneration}`).to.equal(true);
  expect(request.lease).to.equal(undefined);
  switch (request.status) {
    case "DEPLOYED":
      expect(stack.host).to.equal(intent.generation);
      expect(request.outputs).to.not.equal(undefined);
      break;
    case "DESTROYED":
      expect(stack.host).to.equal(undefined);
      expect(request).to.not.have.property("outputs");
      break;
    default:
      expect(request.reason?.message).to.be.a("string");
  }
}
