import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { topicExpiryNotifier } from "../../../lambdas/reconcile/notify-expiry";

describe("topicExpiryNotifier", () => {
  it("tells whose enclave ends, when, and how to keep it", async () => {
    const client = new SNSClient({ region: "eu-west-1" });
    const sns = mockClient(client);
    const end = new Date("2026-02-01T12:00:00.000Z");
    await topicExpiryNotifier(client, "arn:topic")({ id: "signer", owner: "payments", end });
    const { Message: message = "", ...input } = sns.commandCalls(PublishCommand)[0]?.args[0].input ?? {};
    expect(input).to.deep.equal({ TopicArn: "arn:topic", Subject: "hyperion-fleet: signer expires soon" });
    expect(JSON.parse(message)).to.deep.equal({
      id: "signer",
      owner: "payments",
      expires: "2026-02-01T12:00:00.000Z",
      message:
        "enclave signer of payments is destroyed at 2026-02-01T12:00:00.000Z: its lifetimeHours are over then; ask for more of them to keep it",
    });
  });
});
