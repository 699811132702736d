import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { deployDefinition } from "../../../components/pipeline/deploy-definition";
import { StateMachine } from "../../../components/pipeline/state-machine";
import { one, runProgram } from "../../support/pulumi-mocks";
import { ARGS } from "./definition-fixture";

describe("StateMachine", () => {
  const program = () =>
    new StateMachine("deploy", {
      stateMachineName: "hyperion-dev-deploy",
      roleArn: "arn:role",
      define: deployDefinition,
      values: { ...ARGS, clusterArn: pulumi.output(ARGS.clusterArn) },
      logRetentionDays: 30,
      keyArn: "arn:key",
    });

  it("is traced, and logs all but the requests' data", async () => {
    const { resources } = await runProgram(program);
    const { definition: _definition, ...inputs } = one(resources, "aws:sfn/stateMachine:StateMachine").inputs;
    expect(inputs).to.deep.equal({
      name: "hyperion-dev-deploy",
      type: "STANDARD",
      roleArn: "arn:role",
      loggingConfiguration: {
        level: "ALL",
        includeExecutionData: false,
        logDestination:
          "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/vendedlogs/states/hyperion-dev-deploy:*",
      },
      tracingConfiguration: { enabled: true },
      tags: { Name: "hyperion-dev-deploy" },
    });
  });

  it("does what its definition says, with the values of its resources", async () => {
    const { resources } = await runProgram(program);
    const { definition } = one(resources, "aws:sfn/stateMachine:StateMachine").inputs;
    expect(JSON.parse(definition)).to.deep.equal(deployDefinition(ARGS));
  });
});
