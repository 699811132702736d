import { setImmediate as nextTurn } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import * as state from "@pulumi/pulumi/runtime/state";

/** What the SDK keeps of a run and leaves out of its declarations. */
interface Run {
  /** Settles when everything that has been registered so far is answered. */
  rpcDone: Promise<unknown>;
}
const { getStore } = state as unknown as { getStore(): { readonly settings: Run } };

/**
 * A project's program that ends with the first error that nothing handles, as one in an `apply` is.
 *
 * The SDK leaves the outputs of a resource whose inputs failed open for ever, and with them the resources and stack
 * outputs that wait for them. Alone in a process such a program ends because nothing is left to do. Run inside
 * another one, by `fleet` or the runner, it would wait for ever.
 */
export function fleetProgram<Outputs>(program: () => Promise<Outputs>): () => Promise<Outputs> {
  return () => {
    const run = getStore().settings;
    return new Promise<Outputs>((resolve, reject) => {
      const stopListening = () => process.off("unhandledRejection", fail);
      const fail = (error: unknown) => {
        stopListening();
        ignoreFurtherErrors();
        // Else the SDK waits for what cannot come before it tells the engine.
        run.rpcDone = Promise.resolve();
        reject(error);
      };
      process.on("unhandledRejection", fail);
      settled(program, run).then((outputs) => {
        stopListening();
        resolve(outputs);
      }, fail);
    });
  };
}

/** What is under way when a program fails may fail too; that must not end the process, which tells of the first. */
function ignoreFurtherErrors(): void {
  if (!process.listeners("unhandledRejection").includes(ignored)) {
    process.on("unhandledRejection", ignored);
  }
}

const ignored = (): void => undefined;

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
