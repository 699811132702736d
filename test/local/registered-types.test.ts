import { expect } from "chai";
import { ENCLAVE_ENVIRONMENT_FIELDS } from "../../contracts/enclave-environment";
import { ENVIRONMENTS, type Environment } from "../../contracts/environment";
import { aws } from "../../local/providers/aws";
import { command } from "../../local/providers/command";
import { knownTypes } from "../../local/providers/known-types";
import { lookupFunctions } from "../runtime/lookup-functions";
import { baseValues } from "../support/base-fixture";
import { ACCOUNT_FUNCTIONS, environmentConfig } from "../support/environment-config";
import { type ProgramResult, type ProgramSettings, runProgram } from "../support/pulumi-mocks";

const REGION = "eu-west-1";

const REQUEST = {
  id: "vault",
  owner: "payments",
  generation: 1,
  fence: 1,
  spec: {
    image: `111122223333.dkr.ecr.${REGION}.amazonaws.com/enclaves/vault@sha256:${"a".repeat(64)}`,
    vcpus: 2,
    memoryMib: 4096,
    ports: [8443],
    lifetimeHours: 24,
  },
};

interface Case {
  readonly program: () => Promise<unknown>;
  settings(environment: Environment): ProgramSettings;
}

const runtime = (baseSource: "reference" | "lookup"): Case => ({
  program: () => require("../../runtime/index")(),
  settings: (environment) => ({
    project: "runtime",
    stack: environment,
    // The image is built: that is the one resource of another provider.
    config: {
      ...environmentConfig(environment),
      "runtime:runnerBuild": true,
      "runtime:baseSource": baseSource,
      "runtime:lookupHostSubnetTier": "isolated",
    },
    references: { [`organization/base/${environment}`]: { ...baseValues(environment) } },
    functions: lookupFunctions(environment),
  }),
});

const CASES: Readonly<Record<string, Case>> = {
  state: {
    program: () => require("../../state/index")(),
    settings: (environment) => ({
      project: "fleet-state",
      stack: environment,
      config: environmentConfig(environment),
      functions: ACCOUNT_FUNCTIONS,
    }),
  },
  base: {
    program: () => require("../../base/index")(),
    settings: (environment) => {
      const { backendUrl, secretsProvider } = baseValues(environment);
      return {
        project: "base",
        stack: environment,
        config: environmentConfig(environment),
        references: {
          [`organization/fleet-state/${environment}`]: {
            stateBucketArn: "arn:aws:s3:::state",
            stateKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/state",
            backendUrl,
            secretsProvider,
          },
        },
        functions: ACCOUNT_FUNCTIONS,
      };
    },
  },
  "runtime with base's stack": runtime("reference"),
  "runtime with base's tags": runtime("lookup"),
  enclave: {
    program: () => require("../../enclave/index")(),
    settings: (environment) => ({
      project: "enclave",
      stack: REQUEST.id,
      config: { "enclave:request": REQUEST, "enclave:environment": offered(environment) },
      functions: { "aws:ec2/getVpc:getVpc": ({ id }) => ({ id, cidrBlock: "10.0.0.0/16" }) },
    }),
  },
};

/** What runtime gives the runner. */
function offered(environment: Environment): Record<string, unknown> {
  const values: Record<string, unknown> = {
    ...baseValues(environment),
    environment,
    region: REGION,
    costCenter: "hyperion",
    enclaveRolePath: `/hyperion/${environment}/enclave/`,
  };
  return Object.fromEntries(ENCLAVE_ENVIRONMENT_FIELDS.map((field) => [field, values[field]]));
}

/** Tokens of what providers make and answer; the SDK's own types and the fleet's components need no provider. */
function tokensOf({ resources, calls }: ProgramResult): string[] {
  const types = resources.map(({ type }) => type).filter((type) => !/^(pulumi|fleet):/.test(type));
  return [...new Set([...types, ...calls.map(({ token }) => token)])].sort();
}

function missing(token: string): string {
  const [provider] = token.split(":");
  const standIn = [aws, command].find(({ name }) => name === provider);
  const file = standIn?.fileOf(token) ?? "local/providers/awsx/construct.ts";
  return `${token} has no stand-in: add it to ${file}`;
}

describe("what the programs register", () => {
  for (const environment of ENVIRONMENTS) {
    for (const [name, { program, settings }] of Object.entries(CASES)) {
      it(`has a stand-in in ${environment} for everything of ${name}`, async () => {
        const tokens = tokensOf(await runProgram(program, settings(environment)));
        expect(tokens).to.not.be.empty;
        const known = knownTypes();
        expect(tokens.filter((token) => !known.includes(token)).map(missing)).to.deep.equal([]);
      });
    }
  }
});
