import { expect } from "chai";

import program = require("../../base/index");

import { stackReferences, stateValues } from "../../cli/validation/mocks/stack-references";
import { baseNames } from "../../contracts/base-names";
import { ENVIRONMENTS, type Environment } from "../../contracts/environment";
import { ACCOUNT_FUNCTIONS, environmentConfig } from "../support/environment-config";
import { listed, permissionsOf, type Statement, statementsOf } from "../support/policies";
import { all, one, type ProgramResult, runProgram } from "../support/pulumi-mocks";

/** Statements that name every resource, with the reason beside them in the code. */
const REASONED_WILDCARDS = [
  "DeliverLogs",
  "FindScratchBuckets",
  "ListStreams",
  "LookUpActors",
  "PublishMetrics",
  "ReadAccount",
  "ReadSettings",
  "SignInToRegistry",
  "SystemsManager",
  "WriteTraces",
];

const run = (environment: Environment, config: Record<string, unknown> = {}) =>
  runProgram(program, {
    project: "base",
    stack: environment,
    config: { ...environmentConfig(environment), ...config },
    references: stackReferences(environment),
    functions: ACCOUNT_FUNCTIONS,
  });

const EXPECTED = {
  dev: { zones: 2, nat: "Single", interfaceEndpoints: 0, hosts: "privateSubnetIds" },
  staging: { zones: 2, nat: "Single", interfaceEndpoints: 5, hosts: "isolatedSubnetIds" },
  prod: { zones: 3, nat: "OnePerAz", interfaceEndpoints: 8, hosts: "isolatedSubnetIds" },
} as const;

for (const environment of ENVIRONMENTS) {
  describe(`project base in ${environment}`, () => {
    const expected = EXPECTED[environment];
    let result: ProgramResult;

    before(async () => {
      result = await run(environment);
    });

    it("exports a value for everything that runtime needs", () => {
      const names = baseNames(environment);
      const role = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
      expect(result.outputs).to.include({
        zoneName: `${environment}.hyperion.internal`,
        requestTableName: names.requestTable,
        boundaryArn: `arn:aws:iam::111122223333:policy/${names.boundary}`,
        hostPolicyArn: `arn:aws:iam::111122223333:policy/${names.hostPolicy}`,
        triggerRoleArn: role(names.triggerRole),
        validateRoleArn: role(names.validateRole),
        recordRoleArn: role(names.recordRole),
        handleErrorRoleArn: role(names.handleErrorRole),
        taskStoppedRoleArn: role(names.taskStoppedRole),
        notifyWebhookRoleArn: role(names.notifyWebhookRole),
        reconcileRoleArn: role(names.reconcileRole),
        stateMachineRoleArn: role(names.stateMachineRole),
        taskExecutionRoleArn: role(names.taskExecutionRole),
        runnerRoleArn: role(names.runnerRole),
        hygieneRoleArn: role(names.hygieneRole),
        hygieneScheduleRoleArn: role(names.hygieneScheduleRole),
        backendUrl: stateValues(environment).backendUrl,
        secretsProvider: stateValues(environment).secretsProvider,
      });
      for (const [name, value] of Object.entries(result.outputs)) {
        expect(value, name).to.not.equal(undefined);
      }
    });

    it("has the zones, NAT gateways and endpoints of its configuration", () => {
      const { inputs } = one(result.resources, "awsx:ec2:Vpc");
      expect(inputs.availabilityZoneNames).to.deep.equal(
        ["eu-west-1a", "eu-west-1b", "eu-west-1c"].slice(0, expected.zones),
      );
      expect(inputs.natGateways).to.deep.equal({ strategy: expected.nat });
      expect(
        all(result.resources, "aws:ec2/vpcEndpoint:VpcEndpoint").filter(
          (endpoint) => endpoint.inputs.vpcEndpointType === "Interface",
        ),
      ).to.have.length(expected.interfaceEndpoints);
      expect(result.outputs.hostSubnetIds).to.deep.equal(result.outputs[expected.hosts]);
    });

    it("protects what holds data", () => {
      for (const type of ["aws:dynamodb/table:Table", "aws:kms/key:Key", "aws:ecr/repository:Repository"]) {
        expect(one(result.resources, type).protect, type).to.equal(true);
      }
    });

    it("encrypts table, images and flow logs with the data key", () => {
      const { dataKeyArn } = result.outputs;
      expect(
        one(result.resources, "aws:dynamodb/table:Table").inputs.serverSideEncryption.kmsKeyArn,
      ).to.equal(dataKeyArn);
      expect(
        one(result.resources, "aws:ecr/repository:Repository").inputs.encryptionConfigurations[0].kmsKey,
      ).to.equal(dataKeyArn);
      expect(one(result.resources, "aws:cloudwatch/logGroup:LogGroup").inputs.kmsKeyId).to.equal(dataKeyArn);
    });

    it("allows no action by wildcard, and every resource only with a reason", () => {
      for (const [owner, statement] of allowedStatements(result)) {
        for (const action of listed(statement.Action)) {
          expect(action, `${owner} ${statement.Sid}`).to.match(/^[a-z0-9-]+:[A-Za-z0-9]+$/);
        }
        if (listed(statement.Resource).includes("*")) {
          expect(REASONED_WILDCARDS, owner).to.include(statement.Sid);
        }
      }
    });

    it("keeps every policy within IAM's limits", () => {
      for (const { name, type, inputs } of result.resources) {
        const limit = { "aws:iam/rolePolicy:RolePolicy": 10_240, "aws:iam/policy:Policy": 6_144 }[type];
        if (limit !== undefined) {
          // The longest name of a region has five characters more than the mocks', in some 35 ARNs of a policy.
          expect(inputs.policy.length, name).to.be.below(limit * 0.95);
        }
      }
    });

    it("makes everything through the one provider", () => {
      const provider = one(result.resources, "pulumi:providers:aws");
      const resources = result.resources.filter(({ type }) => /^awsx?:/.test(type));
      expect(new Set(resources.map((resource) => resource.provider))).to.deep.equal(
        new Set([`${provider.urn}::${provider.id}`]),
      );
    });
  });
}

describe("project base", () => {
  it("gives up every protection when it is told so", async () => {
    const { resources } = await run("dev", { "base:protectData": false });

    expect(resources.filter(({ protect }) => protect)).to.deep.equal([]);
    expect(one(resources, "aws:dynamodb/table:Table").inputs.deletionProtectionEnabled).to.equal(false);
  });

  it("has a public zone when one is named, and says what to delegate to", async () => {
    const { resources, outputs } = await run("dev", { "base:publicZoneName": "enclaves.example.com" });

    expect(one(resources, "aws:route53/zone:Zone", "public-zone").inputs.name).to.equal(
      "enclaves.example.com",
    );
    expect(outputs.publicZoneNameServers).to.deep.equal(["ns-1.awsdns-01.org", "ns-2.awsdns-02.com"]);
  });

  it("rejects more zones than the region has", async () => {
    let message = "no error";
    await run("dev", { "base:zoneCount": 4 }).catch((error: Error) => {
      message = error.message;
    });

    expect(message).to.equal("base:zoneCount is 4, but eu-west-1 has 3 availability zones: use at most 3");
  });
});

/** What roles and managed policies allow, each with its owner's name. */
function allowedStatements({ resources }: ProgramResult): readonly (readonly [string, Statement])[] {
  const roles = all(resources, "aws:iam/role:Role").flatMap(({ inputs }) =>
    permissionsOf(resources, inputs.name).map((statement) => [inputs.name as string, statement] as const),
  );
  const policies = all(resources, "aws:iam/policy:Policy").flatMap(({ inputs }) =>
    statementsOf(inputs.policy).map((statement) => [inputs.name as string, statement] as const),
  );
  return [...roles, ...policies].filter(([, statement]) => statement.Effect === "Allow");
}
