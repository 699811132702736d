import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { guidanceFor } from "../../../contracts/error-catalogue";
import type { FailedExecution } from "../../../contracts/failure-notice";
import { pipelineInput } from "../../../contracts/pipeline";
import { eventNotifier } from "../../../lambdas/handle-error/failure-event";

const FAILED: FailedExecution = {
  input: pipelineInput("signer", 1, "deploy"),
  execution: "arn:execution",
  reason: { error: "DeploymentFailed", message: "the engine failed", details: ["no such AMI"] },
  status: "FAILED",
};

describe("eventNotifier", () => {
  const client = new EventBridgeClient({ region: "eu-west-1" });
  const events = mockClient(client);
  const notify = eventNotifier(client, "dev");
  const entry = () => events.commandCalls(PutEventsCommand)[0]?.args[0].input.Entries?.[0];

  beforeEach(() => {
    events.reset();
    events.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [{ EventId: "1" }] });
  });

  it("puts what is known on the default bus", async () => {
    await notify(FAILED);
    expect(entry()).to.deep.include({
      Source: "hyperion-fleet",
      DetailType: "Enclave Request Failed",
      Resources: ["arn:execution"],
    });
    expect(entry()).to.not.have.property("EventBusName");
    expect(JSON.parse(entry()?.Detail ?? "")).to.deep.equal({
      environment: "dev",
      id: "signer",
      generation: 1,
      operation: "deploy",
      correlationId: "signer-g1-deploy",
      execution: "arn:execution",
      status: "FAILED",
      ...FAILED.reason,
      guidance: guidanceFor("DeploymentFailed"),
    });
  });

  it("has a type for each outcome", async () => {
    await notify({ ...FAILED, status: "REJECTED" });
    expect(entry()?.DetailType).to.equal("Enclave Request Rejected");
    events.resetHistory();
    await notify({ ...FAILED, status: undefined });
    expect(entry()?.DetailType).to.equal("Enclave Request Lost");
  });

  it("does not take an answer for success that says otherwise", async () => {
    events.on(PutEventsCommand).resolves({
      FailedEntryCount: 1,
      Entries: [{ ErrorCode: "ThrottlingException", ErrorMessage: "slow down" }],
    });
    const error = await notify(FAILED).catch((reason: Error) => reason);
    expect((error as Error).message).to.equal("EventBridge refused the event: ThrottlingException slow down");
  });
});
