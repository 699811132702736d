import type { EnclaveEnvironment } from "../contracts/enclave-environment";
import { type Environment, parseEnvironment } from "../contracts/environment";
import { FleetError } from "../contracts/errors";
import { assertRequestId } from "../contracts/names";
import { OPERATIONS, type Operation } from "../contracts/operation";
import { RUNNER_ENVIRONMENT } from "../contracts/pipeline";
import { parseEnclaveEnvironment } from "../enclave/config";

/** What the task definition and the state machine tell the runner. */
export interface RunnerEnvironment {
  readonly environment: Environment;
  readonly requestTable: string;
  readonly backendUrl: string;
  readonly secretsProvider: string;
  readonly enclaveEnvironment: EnclaveEnvironment;
  /** After that long without a heartbeat the state machine gives the task up. */
  readonly heartbeatSeconds: number;
  readonly taskToken: string;
  readonly id: string;
  readonly generation: number;
  readonly operation: Operation;
  readonly fence: number;
  readonly correlationId: string;
}

/** @throws FleetError `InvalidConfiguration` that names every missing variable, or the wrong one. */
export function readRunnerEnvironment(
  variables: Readonly<Record<string, string | undefined>>,
): RunnerEnvironment {
  const missing = Object.values(RUNNER_ENVIRONMENT).filter((name) => !variables[name]);
  if (missing.length > 0) {
    throw new FleetError(
      "InvalidConfiguration",
      `the runner's environment lacks ${missing.join(", ")}: the task definition and the state machine set them`,
    );
  }
  const text = (field: keyof typeof RUNNER_ENVIRONMENT) => variables[RUNNER_ENVIRONMENT[field]] ?? "";
  assertRequestId(text("id"));
  return {
    environment: parseEnvironment(text("environment")),
    requestTable: text("requestTable"),
    backendUrl: text("backendUrl"),
    secretsProvider: text("secretsProvider"),
    enclaveEnvironment: parseEnclaveEnvironment(text("enclaveConfig"), RUNNER_ENVIRONMENT.enclaveConfig),
    heartbeatSeconds: wholeFrom1(RUNNER_ENVIRONMENT.heartbeatSeconds, text("heartbeatSeconds")),
    taskToken: text("taskToken"),
    id: text("id"),
    generation: wholeFrom1(RUNNER_ENVIRONMENT.generation, text("generation")),
    operation: operation(text("operation")),
    fence: wholeFrom1(RUNNER_ENVIRONMENT.fence, text("fence")),
    correlationId: text("correlationId"),
  };
}

function wholeFrom1(name: string, text: string): number {
  if (!/^[1-9][0-9]{0,14}$/.test(text)) {
    throw new FleetError(
      "InvalidConfiguration",
      `${name} is ${JSON.stringify(text.slice(0, 60))}: use a whole number from 1`,
    );
  }
  return Number(text);
}

function operation(text: string): Operation {
  const known = OPERATIONS.find((candidate) => candidate === text);
  if (!known) {
    throw new FleetError(
      "InvalidConfiguration",
      `${RUNNER_ENVIRONMENT.operation} is ${JSON.stringify(text.slice(0, 60))}: use one of ${OPERATIONS.join(", ")}`,
    );
  }
  return known;
}
