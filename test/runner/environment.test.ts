import { expect } from "chai";
import { RUNNER_ENVIRONMENT } from "../../contracts/pipeline";
import { readRunnerEnvironment } from "../../runner/environment";
import { ENCLAVE_ENVIRONMENT, RUNNER_VARIABLES } from "../support/runner-environment";

describe("readRunnerEnvironment", () => {
  it("reads what task definition and state machine set", () => {
    expect(readRunnerEnvironment(RUNNER_VARIABLES)).to.deep.equal({
      environment: "dev",
      requestTable: "hyperion-dev-requests",
      backendUrl: "s3://state?region=eu-west-1",
      secretsProvider: "awskms://alias/state?region=eu-west-1",
      enclaveEnvironment: ENCLAVE_ENVIRONMENT,
      heartbeatSeconds: 60,
      taskToken: "token",
      id: "vault",
      generation: 1,
      operation: "deploy",
      fence: 4,
      correlationId: "vault-g1-deploy",
    });
  });

  it("names every variable that is missing or empty", () => {
    const { FLEET_FENCE: _, ...others } = RUNNER_VARIABLES;
    expect(() => readRunnerEnvironment({ ...others, FLEET_TASK_TOKEN: "" })).to.throw(
      "the runner's environment lacks FLEET_TASK_TOKEN, FLEET_FENCE: the task definition and the state machine set them",
    );
  });

  it("reads every variable of the contract", () => {
    for (const name of Object.values(RUNNER_ENVIRONMENT)) {
      expect(() => readRunnerEnvironment({ ...RUNNER_VARIABLES, [name]: undefined })).to.throw(
        `the runner's environment lacks ${name}:`,
      );
    }
  });

  const wrong: readonly (readonly [string, string, string])[] = [
    ["FLEET_FENCE", "0", 'FLEET_FENCE is "0": use a whole number from 1'],
    ["FLEET_GENERATION", "1e3", 'FLEET_GENERATION is "1e3": use a whole number from 1'],
    ["FLEET_HEARTBEAT_SECONDS", "-1", 'FLEET_HEARTBEAT_SECONDS is "-1": use a whole number from 1'],
    ["FLEET_OPERATION", "drop", 'FLEET_OPERATION is "drop": use one of deploy, destroy'],
    ["FLEET_ENVIRONMENT", "test", 'environment "test" is unknown: use one of dev, staging, prod'],
    [
      "FLEET_REQUEST_ID",
      "../vault",
      'id "../vault" is not allowed: use 3 to 40 characters, a-z, 0-9 and single hyphens, starting with a letter',
    ],
    ["FLEET_ENCLAVE_CONFIG", "vpc", "FLEET_ENCLAVE_CONFIG is not JSON"],
  ];
  for (const [name, value, message] of wrong) {
    it(`refuses ${name}=${value}`, () => {
      expect(() => readRunnerEnvironment({ ...RUNNER_VARIABLES, [name]: value })).to.throw(message);
    });
  }
});
