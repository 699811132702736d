import { Command } from "@pulumi/command/local";
import * as pulumi from "@pulumi/pulumi";
import * as state from "@pulumi/pulumi/runtime/state";
import { expect } from "chai";
import { fleetProgram } from "../../components/program";
import { startTestEngine, type TestEngine } from "../support/engine";
import { eventually } from "../support/eventually";

/** Runs in an asynchronous context of its own, which knows no engine; the SDK leaves it out of its declarations. */
const { withLocalStorage } = state as unknown as { withLocalStorage<T>(run: () => T): T };

/** A component whose output fails in an `apply`, when its command has run. */
class Failing extends pulumi.ComponentResource {
  readonly value: pulumi.Output<string>;

  constructor(name: string) {
    super("test:index:Failing", name);
    const command = new Command(`${name}-command`, { create: "echo None" }, { parent: this });
    this.value = command.stdout.apply((stdout): string => {
      throw new Error(`the digest is ${stdout}`);
    });
    this.registerOutputs({ value: this.value });
  }
}

/** Creates something that needs `X`. */
function dependent(name: string, X: pulumi.Input<string>): pulumi.Output<string> {
  return new Command(name, { create: "echo done", environment: { X } }).stdout;
}

/** Fails at once, and again a second later. */
async function failTwice(): Promise<Record<string, unknown>> {
  const slow = new Command("slow", { create: "sleep 1; echo late" }).stdout;
  slow.apply((): void => {
    throw new Error("the digest is late");
  });
  return { result: dependent("second", new Failing("first").value), slow: dependent("third", slow) };
}

const PROGRAMS: Readonly<Record<string, () => Promise<Record<string, unknown>>>> = {
  "whose output waits for a resource that could not be registered": async () => ({
    result: dependent("second", new Failing("first").value),
  }),
  "with a resource that waits for one that could not be registered": async () => {
    dependent("third", dependent("second", new Failing("first").value));
    return {};
  },
  "whose output fails while a resource waits for ever": async () => {
    const { value } = new Failing("first");
    dependent("third", dependent("second", value));
    return { value };
  },
  "that throws while a resource waits for ever": async () => {
    const { value } = new Failing("first");
    dependent("third", dependent("second", value));
    throw new Error("the digest is None");
  },
  "that fails again while a command is still running": failTwice,
};

describe("a program that fails inside the engine's process", function () {
  this.timeout(180_000);
  let engine: TestEngine;

  before(async () => {
    engine = await startTestEngine({ AWS_ENDPOINT_URL: "http://127.0.0.1:9" });
  });
  after(() => engine.close());

  for (const [index, [title, program]] of Object.entries(PROGRAMS).entries()) {
    it(`${title} ends with its error`, async () => {
      const stack = await engine.stack("failing", `stack-${index}`, fleetProgram(program));
      const failure = await stack.up().then(
        () => "no failure",
        (error: Error) => error.message,
      );
      expect(failure).to.include("the digest is None");
    });
  }

  it("that has lost its engine ends with that, and removes nothing", async () => {
    const command = async () => ({ result: new Command("kept", { create: "echo kept" }).stdout });
    const stack = await engine.stack("failing", "lost", fleetProgram(command));
    await stack.up();
    const program = () => withLocalStorage(fleetProgram(command));
    const failure = await stack.up({ program }).then(
      () => "no failure",
      (error: Error) => error.message,
    );
    expect(failure).to.include(
      "the program runs without its engine, which would take every resource for removed: nothing was changed; " +
        "run it by `fleet` or `pulumi`",
    );
    const { deployment } = await stack.exportStack();
    expect(deployment.resources.map(({ urn }: { urn: string }) => urn.split("::").at(-1))).to.include("kept");
  });

  it("ignores what fails after that until the engine has ended, and no longer", async () => {
    const before = process.listeners("unhandledRejection");
    const ignored: boolean[] = [];
    const observe = (error: Error) => {
      if (error.message === "the digest is late") {
        const others = process.listeners("unhandledRejection").filter((each) => each !== observe);
        ignored.push(others.some((each) => !before.includes(each)));
      }
    };
    process.on("unhandledRejection", observe);
    try {
      const stack = await engine.stack("failing", "twice", fleetProgram(failTwice));
      await stack.up().catch(() => undefined);
    } finally {
      process.off("unhandledRejection", observe);
    }
    expect(new Set(ignored)).to.deep.equal(new Set([true]));
    await eventually(
      "the process hears its errors again",
      () => process.listenerCount("unhandledRejection") === before.length,
    );
  });

  it("leaves a program that succeeds as it is", async () => {
    const stack = await engine.stack(
      "failing",
      "succeeding",
      fleetProgram(async () => ({
        result: dependent("only", "value"),
        secret: pulumi.secret("hidden"),
      })),
    );
    await stack.preview();
    const { outputs } = await stack.up();
    expect(outputs).to.deep.equal({
      result: { value: "done", secret: false },
      secret: { value: "hidden", secret: true },
    });
  });
});
