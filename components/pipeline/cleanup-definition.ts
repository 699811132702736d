import type { Definition, DefinitionArgs } from "./definition";
import { executionSeconds, leasedRun } from "./leased-run";

/**
 * The cleanup state machine: takes down what a request has. It does not validate: what was wrong with a request
 * is no reason to keep it.
 */
export function cleanupDefinition(args: DefinitionArgs): Definition {
  return {
    Comment: "Destroys the enclave of one request",
    StartAt: "Admit",
    TimeoutSeconds: executionSeconds(args.runnerTimeoutSeconds),
    States: leasedRun(args),
  };
}
