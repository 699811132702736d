import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { guidanceFor } from "../../../contracts/error-catalogue";
import { pipelineInput, refusalInput } from "../../../contracts/pipeline";
import { topicNotifier } from "../../../lambdas/handle-error/notify";

describe("topicNotifier", () => {
  const client = new SNSClient({ region: "eu-west-1" });
  const sns = mockClient(client);
  const notify = topicNotifier(client, "arn:topic");
  const reason = {
    error: "DeploymentFailed",
    message: "the engine failed",
    details: ["no such AMI"],
  } as const;

  beforeEach(() => {
    sns.reset();
    sns.on(PublishCommand).resolves({});
  });

  it("says which request is where, and why", async () => {
    await notify({ input: pipelineInput("signer", 1, "deploy"), execution: "arn", reason, status: "FAILED" });
    const input = sns.commandCalls(PublishCommand)[0]?.args[0].input;
    expect(input?.TopicArn).to.equal("arn:topic");
    expect(input?.Subject).to.equal("hyperion-fleet: signer FAILED");
    expect(JSON.parse(input?.Message ?? "")).to.deep.equal({
      id: "signer",
      generation: 1,
      operation: "deploy",
      correlationId: "signer-g1-deploy",
      execution: "arn",
      status: "FAILED",
      ...reason,
      guidance: guidanceFor("DeploymentFailed"),
    });
  });

  it("keeps an id that is none of ours out of the subject", async () => {
    await notify({ input: refusalInput("x\nBcc: all", 1), execution: "arn", reason, status: "REJECTED" });
    expect(sns.commandCalls(PublishCommand)[0]?.args[0].input.Subject).to.equal(
      "hyperion-fleet: a request with a wrong id REJECTED",
    );
  });

  it("names the error where there is no status", async () => {
    await notify({ input: pipelineInput("signer", 1, "deploy"), execution: "arn", reason });
    expect(sns.commandCalls(PublishCommand)[0]?.args[0].input.Subject).to.equal(
      "hyperion-fleet: signer DeploymentFailed",
    );
  });
});
