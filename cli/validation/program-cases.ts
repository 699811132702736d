import type { Environment, Project } from "../../contracts/environment";
import { PULUMI_PROJECT } from "../../contracts/environment";
import type { DeployedRequest } from "../../enclave/config";
import type { Settings } from "../configuration/explain";
import { loadProgram } from "../engine/programs";
import { ACCOUNT_FUNCTIONS } from "./mocks/account-functions";
import { MOCK_ACCOUNT_ID, MOCK_REGION } from "./mocks/mock-outputs";
import type { ProgramSettings } from "./mocks/run-program";
import { offeredToEnclaves, stackReferences } from "./mocks/stack-references";

/** One of the programs, and what it is run with. */
export interface ProgramCase {
  readonly project: Project;
  readonly program: () => unknown;
  readonly settingsOf: (environment: Environment, settings: Settings) => ProgramSettings;
}

function operated(project: "state" | "base" | "runtime"): ProgramCase {
  return {
    project,
    program: () => loadProgram(project)(),
    settingsOf: (environment, config) => ({
      project: PULUMI_PROJECT[project],
      stack: environment,
      config,
      references: stackReferences(environment),
      functions: ACCOUNT_FUNCTIONS,
    }),
  };
}

/** A request of the smallest kind. */
const REQUEST: DeployedRequest = {
  id: "example",
  owner: "example",
  generation: 1,
  fence: 1,
  spec: {
    image: `${MOCK_ACCOUNT_ID}.dkr.ecr.${MOCK_REGION}.amazonaws.com/enclaves/example@sha256:${"0".repeat(64)}`,
    vcpus: 2,
    memoryMib: 512,
    ports: [8443],
    lifetimeHours: 24,
  },
};

const enclave: ProgramCase = {
  project: "enclave",
  program: () => loadProgram("enclave")(),
  settingsOf: (environment) => ({
    project: "enclave",
    stack: REQUEST.id,
    config: { "enclave:request": REQUEST, "enclave:environment": offeredToEnclaves(environment) },
    functions: { "aws:ec2/getVpc:getVpc": ({ id }) => ({ id, cidrBlock: "10.0.0.0/16" }) },
  }),
};

export const CASES: readonly ProgramCase[] = [
  operated("state"),
  operated("base"),
  operated("runtime"),
  enclave,
];
