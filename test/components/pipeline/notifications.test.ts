import { expect } from "chai";
import { Notifications } from "../../../components/pipeline/notifications";
import { all, one, runProgram } from "../../support/pulumi-mocks";

const ARGS = { topicName: "hyperion-dev-notifications", keyArn: "arn:key" };
const TOPIC_ARN = "arn:aws:sns:eu-west-1:111122223333:hyperion-dev-notifications";

describe("Notifications", () => {
  it("is an encrypted topic on which this account's alarms publish, by TLS", async () => {
    const { resources } = await runProgram(() => new Notifications("notifications", ARGS));
    expect(one(resources, "aws:sns/topic:Topic").inputs).to.deep.equal({
      name: "hyperion-dev-notifications",
      kmsMasterKeyId: "arn:key",
      tags: { Name: "hyperion-dev-notifications" },
    });
    expect(
      JSON.parse(one(resources, "aws:sns/topicPolicy:TopicPolicy").inputs.policy).Statement,
    ).to.deep.equal([
      {
        Sid: "AlarmsPublish",
        Effect: "Allow",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: "sns:Publish",
        Resource: TOPIC_ARN,
        Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
      },
      {
        Sid: "TlsOnly",
        Effect: "Deny",
        Principal: "*",
        Action: "sns:Publish",
        Resource: TOPIC_ARN,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ]);
  });

  it("tells an address only when one is given", async () => {
    const { resources } = await runProgram(() => {
      new Notifications("silent", ARGS);
      new Notifications("loud", { ...ARGS, email: "ops@example.com" });
    });
    expect(
      all(resources, "aws:sns/topicSubscription:TopicSubscription").map(({ name, inputs }) => [name, inputs]),
    ).to.deep.equal([["loud-email", { topic: TOPIC_ARN, protocol: "email", endpoint: "ops@example.com" }]]);
  });
});
