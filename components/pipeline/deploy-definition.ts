import type { Definition, DefinitionArgs } from "./definition";
import { functionState } from "./function-state";
import { CATCHERS, executionSeconds, leasedRun } from "./leased-run";

/** The deployment state machine: from a request's row to an enclave host. */
export function deployDefinition(args: DefinitionArgs): Definition {
  return {
    Comment: "Deploys the enclave of one request",
    StartAt: "Validate",
    TimeoutSeconds: executionSeconds(args.runnerTimeoutSeconds),
    States: {
      Validate: functionState({
        functionArn: args.validateFunctionArn,
        payload: {
          "id.$": "$.id",
          "generation.$": "$.generation",
          "operation.$": "$.operation",
          "correlationId.$": "$.correlationId",
        },
        catch: CATCHERS,
        resultPath: null,
        next: "Admit",
      }),
      ...leasedRun(args),
    },
  };
}
