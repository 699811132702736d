import { offeredToEnclaves } from "../../cli/validation/mocks/stack-references";
import { RUNNER_ENVIRONMENT } from "../../contracts/pipeline";

/** What an enclave's stack is offered in dev. */
export const ENCLAVE_ENVIRONMENT = offeredToEnclaves("dev");

/** Variables of a runner that deploys request "vault". */
export const RUNNER_VARIABLES: Readonly<Record<string, string>> = {
  [RUNNER_ENVIRONMENT.environment]: "dev",
  [RUNNER_ENVIRONMENT.requestTable]: "hyperion-dev-requests",
  [RUNNER_ENVIRONMENT.backendUrl]: "s3://state?region=eu-west-1",
  [RUNNER_ENVIRONMENT.secretsProvider]: "awskms://alias/state?region=eu-west-1",
  [RUNNER_ENVIRONMENT.enclaveConfig]: JSON.stringify(ENCLAVE_ENVIRONMENT),
  [RUNNER_ENVIRONMENT.heartbeatSeconds]: "60",
  [RUNNER_ENVIRONMENT.taskToken]: "token",
  [RUNNER_ENVIRONMENT.id]: "vault",
  [RUNNER_ENVIRONMENT.generation]: "1",
  [RUNNER_ENVIRONMENT.operation]: "deploy",
  [RUNNER_ENVIRONMENT.fence]: "4",
  [RUNNER_ENVIRONMENT.correlationId]: "vault-g1-deploy",
};
