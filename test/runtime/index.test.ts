import { expect } from "chai";
import { baseValues } from "../../cli/validation/mocks/base-values";
import { stackReferences } from "../../cli/validation/mocks/stack-references";
import { ENVIRONMENTS, type Environment } from "../../contracts/environment";
import { environmentConfig } from "../support/environment-config";
import { all, one, type ProgramResult, runProgram } from "../support/pulumi-mocks";
import { lookupFunctions } from "./lookup-functions";

const DIGEST = `sha256:${"a".repeat(64)}`;

const program = () => (require("../../runtime/index") as () => Promise<unknown>)();

function deploy(
  environment: Environment,
  config: Readonly<Record<string, unknown>> = {},
): Promise<ProgramResult> {
  return runProgram(program, {
    project: "runtime",
    stack: environment,
    config: { ...environmentConfig(environment), "runtime:runnerImageDigest": DIGEST, ...config },
    references: stackReferences(environment),
    functions: lookupFunctions(environment),
  });
}

describe("runtime", () => {
  const deployed = new Map<Environment, Promise<ProgramResult>>();
  /** As the repository's configuration says; run once, as bundling the functions takes most of the time. */
  const shipped = (environment: Environment): Promise<ProgramResult> => {
    const result = deployed.get(environment) ?? deploy(environment);
    deployed.set(environment, result);
    return result;
  };

  it("gives every function the configured memory, and every resource the environment's and its own tags", async () => {
    const { resources } = await deploy("dev", {
      "runtime:functionMemoryMib": 512,
      "fleet:tags": { Unit: "vault", DataClass: "none" },
      "runtime:tags": { DataClass: "internal" },
    });
    const functions = all(resources, "aws:lambda/function:Function");
    expect(functions.map(({ inputs }) => inputs.memorySize)).to.deep.equal(functions.map(() => 512));
    expect(functions).not.to.have.length(0);
    const { tags } = JSON.parse(one(resources, "pulumi:providers:aws", "aws").inputs.defaultTags);
    expect(tags).to.include({ Unit: "vault", DataClass: "internal", Scope: "runtime" });
  });

  for (const environment of ENVIRONMENTS) {
    it(`exports what commands and people ask for in ${environment}`, async () => {
      const { outputs } = await shipped(environment);
      expect(outputs).to.deep.equal({
        deployStateMachineArn: `arn:aws:states:eu-west-1:111122223333:stateMachine:hyperion-${environment}-deploy`,
        cleanupStateMachineArn: `arn:aws:states:eu-west-1:111122223333:stateMachine:hyperion-${environment}-cleanup`,
        triggerFunctionArn: `arn:aws:lambda:eu-west-1:111122223333:function:hyperion-${environment}-trigger`,
        deadLetterQueueUrl: `https://sqs.eu-west-1.amazonaws.com/111122223333/hyperion-${environment}-dead-letters`,
        topicArn: `arn:aws:sns:eu-west-1:111122223333:hyperion-${environment}-notifications`,
        clusterArn: `arn:aws:ecs:eu-west-1:111122223333:cluster/hyperion-${environment}-runner`,
        runnerTaskDefinitionArn: `arn:aws:ecs:eu-west-1:111122223333:task-definition/hyperion-${environment}-runner:1`,
        hygieneTaskDefinitionArn: `arn:aws:ecs:eu-west-1:111122223333:task-definition/hyperion-${environment}-hygiene:1`,
        dashboardName: `hyperion-${environment}-pipeline`,
        runnerImage: `111122223333.dkr.ecr.eu-west-1.amazonaws.com/hyperion-${environment}-runner@${DIGEST}`,
      });
    });

    it(`registers the same resources from tags as from base's stack in ${environment}`, async () => {
      const reference = await shipped(environment);
      const lookup = await deploy(environment, {
        "runtime:baseSource": "lookup",
        "runtime:lookupHostSubnetTier": "isolated",
      });
      const registered = ({ resources }: ProgramResult) =>
        resources
          .filter(({ custom }) => custom)
          // as text, because an archive holds promises, which are equal to none
          .map(({ type, name, inputs }) => `${type} ${name} ${JSON.stringify(inputs)}`)
          .sort();
      expect(registered(lookup)).to.deep.equal(registered(reference));
      expect(lookup.outputs).to.deep.equal(reference.outputs);
      expect(reference.calls).to.deep.equal([]);
    });

    it(`gives each function a role of its own in ${environment}`, async () => {
      const { resources } = await shipped(environment);
      const roles = Object.fromEntries(
        all(resources, "aws:lambda/function:Function").map(({ inputs }) => [inputs.name, inputs.role]),
      );
      const prefix = `hyperion-${environment}`;
      expect(roles).to.deep.equal(
        Object.fromEntries(
          ["trigger", "validate", "record", "handle-error", "task-stopped", "reconcile"].map((name) => [
            `${prefix}-${name}`,
            `arn:aws:iam::111122223333:role/${prefix}-${name}`,
          ]),
        ),
      );
    });
  }

  it("keeps every log encrypted and for a limited time", async () => {
    const { resources } = await shipped("prod");
    const groups = all(resources, "aws:cloudwatch/logGroup:LogGroup").map(({ inputs }) => inputs);
    expect(groups.map(({ name }) => name).sort()).to.deep.equal([
      "/aws/lambda/hyperion-prod-handle-error",
      "/aws/lambda/hyperion-prod-reconcile",
      "/aws/lambda/hyperion-prod-record",
      "/aws/lambda/hyperion-prod-task-stopped",
      "/aws/lambda/hyperion-prod-trigger",
      "/aws/lambda/hyperion-prod-validate",
      "/aws/vendedlogs/states/hyperion-prod-cleanup",
      "/aws/vendedlogs/states/hyperion-prod-deploy",
      "/hyperion/prod/hygiene",
      "/hyperion/prod/runner",
    ]);
    for (const group of groups) {
      expect(group.kmsKeyId).to.equal(baseValues("prod").dataKeyArn);
      expect(group.retentionInDays).to.equal(365);
    }
  });

  it("gives every resource the environment's provider", async () => {
    const { resources } = await shipped("dev");
    const provider = one(resources, "pulumi:providers:aws");
    const others = resources.filter(({ custom, type }) => custom && type.startsWith("aws:"));
    expect(others.length).to.be.greaterThan(40);
    for (const { provider: reference, name } of others) {
      expect(reference, name).to.equal(`${provider.urn}::${provider.id}`);
    }
  });

  it("makes a copy beside the environment's own, under names that base's roles allow", async () => {
    const { resources, outputs } = await runProgram(program, {
      project: "runtime",
      stack: "dev.pr-123",
      config: {
        ...environmentConfig("dev"),
        "runtime:runnerImageDigest": DIGEST,
        "runtime:canaryMinutes": 60,
        "runtime:canaryImage": `registry/canary@${DIGEST}`,
      },
      references: stackReferences("dev"),
      functions: lookupFunctions("dev"),
    });
    expect(outputs).to.deep.equal({
      deployStateMachineArn:
        "arn:aws:states:eu-west-1:111122223333:stateMachine:hyperion-dev-ws-pr-123-deploy",
      cleanupStateMachineArn:
        "arn:aws:states:eu-west-1:111122223333:stateMachine:hyperion-dev-ws-pr-123-cleanup",
      triggerFunctionArn: "arn:aws:lambda:eu-west-1:111122223333:function:hyperion-dev-ws-pr-123-trigger",
      deadLetterQueueUrl:
        "https://sqs.eu-west-1.amazonaws.com/111122223333/hyperion-dev-ws-pr-123-dead-letters",
      topicArn: "arn:aws:sns:eu-west-1:111122223333:hyperion-dev-ws-pr-123-notifications",
      clusterArn: "arn:aws:ecs:eu-west-1:111122223333:cluster/hyperion-dev-ws-pr-123-runner",
      runnerTaskDefinitionArn:
        "arn:aws:ecs:eu-west-1:111122223333:task-definition/hyperion-dev-ws-pr-123-runner:1",
      runnerImage: `111122223333.dkr.ecr.eu-west-1.amazonaws.com/hyperion-dev-runner@${DIGEST}`,
    });
    const { inputs } = one(resources, "aws:lambda/eventSourceMapping:EventSourceMapping");
    expect(inputs.filterCriteria.filters[0].pattern).to.include('"workspace":{"S":["pr-123"]}');
    const functions = all(resources, "aws:lambda/function:Function");
    const reconciler = functions.find(({ inputs: { name } }) => name === "hyperion-dev-ws-pr-123-reconcile");
    expect(reconciler?.inputs.environment.variables)
      .to.include({ FLEET_WORKSPACE: "pr-123" })
      .and.not.to.have.property("FLEET_CANARY_IMAGE");
    expect(one(resources, "pulumi:providers:aws").inputs.defaultTags).to.include('"Workspace":"pr-123"');
  });

  it("shares no physical name between a copy and the environment's own, and gives a copy no daily check and no alarm", async () => {
    const namesOf = ({ resources }: ProgramResult) =>
      resources
        .filter(({ custom, type }) => custom && type.startsWith("aws:"))
        .flatMap(({ type, inputs }) =>
          [inputs.name, inputs.family]
            .filter((name) => typeof name === "string")
            .map((name) => `${type} ${name}`),
        );
    const copy = await runProgram(program, {
      project: "runtime",
      stack: "dev.pr-123",
      config: { ...environmentConfig("dev"), "runtime:runnerImageDigest": DIGEST },
      references: stackReferences("dev"),
      functions: lookupFunctions("dev"),
    });
    const own = new Set(namesOf(await shipped("dev")));
    expect(namesOf(copy)).to.have.length.greaterThan(15);
    expect(namesOf(copy).filter((name) => own.has(name))).to.deep.equal([]);
    for (const type of ["metricAlarm:MetricAlarm", "compositeAlarm:CompositeAlarm", "dashboard:Dashboard"]) {
      expect(all(copy.resources, `aws:cloudwatch/${type}`)).to.deep.equal([]);
    }
    const scheduled = all(copy.resources, "aws:cloudwatch/eventRule:EventRule")
      .filter(({ inputs }) => inputs.scheduleExpression !== undefined)
      .map(({ inputs }) => inputs.name);
    expect(scheduled).to.deep.equal(["hyperion-dev-ws-pr-123-reconcile"]);
  });
});
