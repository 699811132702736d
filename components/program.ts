import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { getEngine, getMonitor } from "@pulumi/pulumi/runtime/settings";
import * as state from "@pulumi/pulumi/runtime/state";

/** What the SDK keeps of a run and leaves out of its declarations. */
interface Run {
  /** Settles when everything that has been registered so far is answered. */
  rpcDone: Promise<unknown>;
}
const { getStore } = state as unknown as { getStore(): { readonly settings: Run } };

/** How long after the engine's end, in milliseconds, what broke off with it may still be reported. */
const LAST_ERRORS = 100;

/**
 * A project's program that ends with the first error that nothing handles, as one in an `apply` is.
 *
 * The SDK leaves the outputs of a resource whose inputs failed open for ever, and with them the resources and stack
 * outputs that wait for them. Alone in a process such a program ends because nothing is left to do. Run inside
 * another one, by `fleet` or the runner, it would wait for ever.
 */
export function fleetProgram<Outputs>(program: () => Promise<Outputs>): () => Promise<Outputs> {
  return async () => {
    assertEngine();
    const run = getStore().settings;
    let fail: (error: unknown) => void = () => undefined;
    const failure = new Promise<never>((_, reject) => {
      fail = reject;
    });
    process.on("unhandledRejection", fail);
    try {
      return await Promise.race([settled(program, run), failure]);
    } catch (error) {
      ignoreFurtherErrors();
      // Else the SDK waits for what cannot come before it tells the engine.
      run.rpcDone = Promise.resolve();
      throw error;
    } finally {
      process.off("unhandledRejection", fail);
    }
  };
}

/**
 * The SDK finds a run's engine by the asynchronous context. In a context that has none it registers nothing, says
 * nothing, and ends well, upon which the engine would delete whatever the stack holds.
 */
function assertEngine(): void {
  if (getMonitor() === undefined) {
    throw new Error(
      "the program runs without its engine, which would take every resource for removed: nothing was changed; " +
        "run it by `fleet` or `pulumi`",
    );
  }
}

/**
 * What is under way when a program fails may fail too; that must not end the process, which tells of the first. The
 * engine lets it come to its end, so the errors of this run are over when the engine is.
 */
function ignoreFurtherErrors(): void {
  const ignored = (): void => undefined;
  process.on("unhandledRejection", ignored);
  engineEnd().then(() => process.off("unhandledRejection", ignored));
}

/** Settles when the engine that runs this program has ended. */
async function engineEnd(): Promise<void> {
  const engine = getEngine();
  // Mocks have no connection.
  if (engine instanceof EngineClient) {
    await new Promise<void>((resolve) => {
      engine.waitForReady(Number.POSITIVE_INFINITY, (gone) => {
        if (gone) {
          resolve();
          return;
        }
        const channel = engine.getChannel();
        const connected = channel.getConnectivityState(false);
        channel.watchConnectivityState(connected, Number.POSITIVE_INFINITY, () => resolve());
      });
    });
  }
  await sleep(LAST_ERRORS, undefined, { ref: false });
}

/** The program's outputs, when they and everything that it registered are known. */
async function settled<Outputs>(program: () => Promise<Outputs>, run: Run): Promise<Outputs> {
  const outputs = await program();
  await (pulumi.output(outputs) as unknown as { promise(): Promise<unknown> }).promise();
  for (let awaited: unknown; awaited !== run.rpcDone; ) {
    awaited = run.rpcDone;
    await awaited;
  }
  // An error is reported as unhandled at the end of its turn.
  await nextTurn();
  return outputs;
}
