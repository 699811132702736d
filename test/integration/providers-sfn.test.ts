import { CreateRoleCommand } from "@aws-sdk/client-iam";
import {
  DescribeStateMachineCommand,
  ListStateMachinesCommand,
  ListTagsForResourceCommand,
} from "@aws-sdk/client-sfn";
import * as aws from "@pulumi/aws";
import type { CustomResourceOptions } from "@pulumi/pulumi";
import { expect } from "chai";

import type { Clients } from "../../local/providers/clients";
import { itLivesThroughTheEngine } from "../support/provider-scenario";

const LOGS = "arn:aws:logs:eu-west-1:000000000000:log-group:/test/deploy:*";
const KEY = "arn:aws:kms:eu-west-1:000000000000:key/11111111-2222-3333-4444-555555555555";

let roleArn = "";

async function prepare(clients: Clients): Promise<void> {
  const { Role } = await clients.iam.send(
    new CreateRoleCommand({
      RoleName: "state-machine",
      AssumeRolePolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Principal: { Service: "states.amazonaws.com" }, Action: "sts:AssumeRole" },
        ],
      }),
    }),
  );
  roleArn = Role?.Arn ?? "";
}

function program(
  options: CustomResourceOptions,
  comment: string,
  args: Partial<aws.sfn.StateMachineArgs>,
): Record<string, unknown> {
  const definition = JSON.stringify({
    Comment: comment,
    StartAt: "Done",
    States: { Done: { Type: "Succeed" } },
  });
  const machine = new aws.sfn.StateMachine(
    "deploy",
    { name: "deploy", definition, roleArn, ...args },
    options,
  );
  return { arn: machine.arn };
}

describe("stand-ins of Step Functions", () => {
  itLivesThroughTheEngine({
    prepare,
    first: (options) =>
      program(options, "first", {
        loggingConfiguration: { level: "ALL", includeExecutionData: true, logDestination: LOGS },
        tracingConfiguration: { enabled: true },
        encryptionConfiguration: { type: "CUSTOMER_MANAGED_KMS_KEY", kmsKeyId: KEY },
      }),
    second: (options) =>
      program(options, "second", {
        loggingConfiguration: { level: "ERROR", includeExecutionData: false, logDestination: LOGS },
        tags: { Name: "deploy" },
      }),
    changes: { update: 1 },
    async created(clients, { arn }) {
      const machine = await clients.sfn.send(new DescribeStateMachineCommand({ stateMachineArn: arn }));
      expect(machine).to.deep.include({
        type: "STANDARD",
        roleArn,
        loggingConfiguration: {
          level: "ALL",
          includeExecutionData: true,
          destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: LOGS } }],
        },
      });
      expect(machine.encryptionConfiguration).to.include({ kmsKeyId: KEY });
    },
    async updated(clients, { arn }) {
      const machine = await clients.sfn.send(new DescribeStateMachineCommand({ stateMachineArn: arn }));
      expect(JSON.parse(machine.definition ?? "").Comment).to.equal("second");
      expect(machine.loggingConfiguration?.level).to.equal("ERROR");
      expect(machine.encryptionConfiguration).to.deep.equal({ type: "AWS_OWNED_KEY" });
      const { tags } = await clients.sfn.send(new ListTagsForResourceCommand({ resourceArn: arn }));
      expect(tags).to.have.deep.members([
        { key: "Owner", value: "tests" },
        { key: "Name", value: "deploy" },
      ]);
    },
    async destroyed(clients) {
      const { stateMachines } = await clients.sfn.send(new ListStateMachinesCommand({}));
      expect(stateMachines).to.deep.equal([]);
    },
  });
});
