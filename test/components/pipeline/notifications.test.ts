import { expect } from "chai";
import { Notifications } from "../../../components/pipeline/notifications";
import { all, one, runProgram } from "../../support/pulumi-mocks";

const ARGS = { topicName: "hyperion-dev-notifications", keyArn: "arn:key", emails: [] };
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

  it("tells addresses only when some are given", async () => {
    const { resources } = await runProgram(() => {
      new Notifications("silent", ARGS);
      new Notifications("loud", { ...ARGS, emails: ["ops@example.com", "ada@example.com"] });
    });
    expect(
      all(resources, "aws:sns/topicSubscription:TopicSubscription").map(({ name, inputs }) => [name, inputs]),
    ).to.deep.equal(
      ["ops@example.com", "ada@example.com"].map((endpoint) => [
        `loud-email-${endpoint}`,
        { topic: TOPIC_ARN, protocol: "email", endpoint },
      ]),
    );
  });

  it("sends alarms only by e-mail, where something else tells failures", async () => {
    const { resources } = await runProgram(
      () => new Notifications("calm", { ...ARGS, emails: ["ops@example.com"], emailsAlarmsOnly: true }),
    );
    const { inputs } = one(resources, "aws:sns/topicSubscription:TopicSubscription");
    expect(inputs.filterPolicyScope).to.equal("MessageBody");
    expect(JSON.parse(inputs.filterPolicy)).to.deep.equal({ AlarmName: [{ exists: true }] });
  });
});
