import { expect } from "chai";
import { FlowLogs } from "../../../components/network/flow-logs";
import { permissionsOf, trustOf } from "../../support/policies";
import { one, runProgram } from "../../support/pulumi-mocks";

const create = () =>
  runProgram(() => {
    new FlowLogs("flow-logs", {
      place: { environment: "dev", accountId: "111122223333", region: "eu-west-1" },
      vpcId: "vpc-1",
      keyArn: "arn:key",
      retentionDays: 90,
    });
  });

const GROUP = "arn:aws:logs:eu-west-1:111122223333:log-group:/hyperion/dev/network";

describe("FlowLogs", () => {
  it("keeps all traffic in an encrypted group for a time", async () => {
    const { resources } = await create();

    expect(one(resources, "aws:cloudwatch/logGroup:LogGroup").inputs).to.deep.equal({
      name: "/hyperion/dev/network",
      kmsKeyId: "arn:key",
      retentionInDays: 90,
      tags: { Name: "hyperion-dev-flow-logs" },
    });
    expect(one(resources, "aws:ec2/flowLog:FlowLog").inputs).to.deep.equal({
      vpcId: "vpc-1",
      trafficType: "ALL",
      logDestinationType: "cloud-watch-logs",
      logDestination: GROUP,
      iamRoleArn: "arn:aws:iam::111122223333:role/hyperion-dev-flow-logs",
      maxAggregationInterval: 60,
      tags: { Name: "hyperion-dev-network" },
    });
  });

  it("lets only this account's flow logs write, and only to this group", async () => {
    const { resources } = await create();

    expect(trustOf(resources, "hyperion-dev-flow-logs")).to.deep.equal([
      {
        Sid: "ServiceMayAssume",
        Effect: "Allow",
        Principal: { Service: "vpc-flow-logs.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: {
          StringEquals: { "aws:SourceAccount": "111122223333" },
          ArnLike: { "aws:SourceArn": ["arn:aws:ec2:eu-west-1:111122223333:vpc-flow-log/*"] },
        },
      },
    ]);
    expect(permissionsOf(resources, "hyperion-dev-flow-logs")).to.deep.equal([
      {
        Sid: "WriteFlowLogs",
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
        Resource: [GROUP, `${GROUP}:log-stream:*`],
      },
    ]);
  });
});
