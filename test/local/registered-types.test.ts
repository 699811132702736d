import { expect } from "chai";
import { offeredToEnclaves, stackReferences } from "../../cli/validation/mocks/stack-references";
import { ENVIRONMENTS, type Environment } from "../../contracts/environment";
import { aws } from "../../local/providers/aws";
import { command } from "../../local/providers/command";
import { knownTypes } from "../../local/providers/known-types";
import { lookupFunctions } from "../runtime/lookup-functions";
import { ACCOUNT_FUNCTIONS, environmentConfig } from "../support/environment-config";
import { type ProgramResult, type ProgramSettings, runProgram } from "../support/pulumi-mocks";
import { deployedRequest } from "../support/request-fixture";

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
    references: stackReferences(environment),
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
  "state with GitHub": {
    program: () => require("../../state/index")(),
    settings: (environment) => ({
      project: "fleet-state",
      stack: environment,
      config: { ...environmentConfig(environment), "state:githubRepository": "team/fleet" },
      functions: ACCOUNT_FUNCTIONS,
    }),
  },
  base: {
    program: () => require("../../base/index")(),
    settings: (environment) => ({
      project: "base",
      stack: environment,
      config: environmentConfig(environment),
      references: stackReferences(environment),
      functions: ACCOUNT_FUNCTIONS,
    }),
  },
  "runtime with base's stack": runtime("reference"),
  "runtime with base's tags": runtime("lookup"),
  enclave: {
    program: () => require("../../enclave/index")(),
    settings: (environment) => ({
      project: "enclave",
      stack: "vault",
      config: {
        "enclave:request": deployedRequest(),
        "enclave:environment": offeredToEnclaves(environment),
      },
      functions: { "aws:ec2/getVpc:getVpc": ({ id }) => ({ id, cidrBlock: "10.0.0.0/16" }) },
    }),
  },
};

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
