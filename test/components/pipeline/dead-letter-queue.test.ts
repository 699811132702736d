import { expect } from "chai";
import { DeadLetterQueue } from "../../../components/pipeline/dead-letter-queue";
import { one, runProgram } from "../../support/pulumi-mocks";

const ARGS = {
  queueName: "hyperion-dev-dead-letters",
  keyArn: "arn:key",
  ruleName: "hyperion-dev-task-stopped",
};
const QUEUE_ARN = "arn:aws:sqs:eu-west-1:111122223333:hyperion-dev-dead-letters";

describe("DeadLetterQueue", () => {
  it("keeps messages encrypted and as long as SQS can", async () => {
    const { resources } = await runProgram(() => new DeadLetterQueue("dead-letters", ARGS));
    expect(one(resources, "aws:sqs/queue:Queue").inputs).to.deep.equal({
      name: "hyperion-dev-dead-letters",
      messageRetentionSeconds: 1_209_600,
      kmsMasterKeyId: "arn:key",
      tags: { Name: "hyperion-dev-dead-letters" },
    });
  });

  it("takes messages of our rule only, and only by TLS", async () => {
    const { resources } = await runProgram(() => new DeadLetterQueue("dead-letters", ARGS));
    expect(JSON.parse(one(resources, "aws:sqs/queuePolicy:QueuePolicy").inputs.policy)).to.deep.equal({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "RuleSendsUndelivered",
          Effect: "Allow",
          Principal: { Service: "events.amazonaws.com" },
          Action: "sqs:SendMessage",
          Resource: QUEUE_ARN,
          Condition: {
            ArnEquals: {
              "aws:SourceArn": "arn:aws:events:eu-west-1:111122223333:rule/hyperion-dev-task-stopped",
            },
            StringEquals: { "aws:SourceAccount": "111122223333" },
          },
        },
        {
          Sid: "TlsOnly",
          Effect: "Deny",
          Principal: "*",
          Action: "sqs:*",
          Resource: QUEUE_ARN,
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    });
  });
});
