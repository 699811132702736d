import {
  DescribeExecutionCommand,
  ExecutionDoesNotExist,
  type ExecutionStatus,
  SFNClient,
} from "@aws-sdk/client-sfn";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { LeaseHolders } from "../../../lambdas/record/lease-holder";

const HOLDER = "arn:aws:states:eu-west-1:111122223333:execution:hyperion-dev-deploy:signer-g1-deploy";

describe("LeaseHolders", () => {
  const client = new SFNClient({ region: "eu-west-1" });
  const sfn = mockClient(client);
  const holders = new LeaseHolders(client, ["hyperion-dev-deploy", "hyperion-dev-cleanup"]);

  beforeEach(() => sfn.reset());

  const statuses: Readonly<Record<ExecutionStatus, boolean>> = {
    RUNNING: true,
    PENDING_REDRIVE: true,
    SUCCEEDED: false,
    FAILED: false,
    TIMED_OUT: false,
    ABORTED: false,
  };
  for (const [status, running] of Object.entries(statuses)) {
    it(`takes an execution that is ${status} for ${running ? "alive" : "over"}`, async () => {
      sfn
        .on(DescribeExecutionCommand, { executionArn: HOLDER })
        .resolves({ status: status as ExecutionStatus });
      expect(await holders.isRunning(HOLDER)).to.equal(running);
    });
  }

  it("asks about a workspace's execution where `*` stands for its name", async () => {
    const all = new LeaseHolders(client, ["hyperion-dev-deploy", "hyperion-dev-ws-*-deploy"]);
    const of = (machine: string) => HOLDER.replace("hyperion-dev-deploy", machine);
    sfn.on(DescribeExecutionCommand).resolves({ status: "RUNNING" });
    expect(await all.isRunning(of("hyperion-dev-ws-pr-123-deploy"))).to.equal(true);
    expect(await all.isRunning(of("hyperion-dev-ws-*-deploy"))).to.equal(false);
    expect(await all.isRunning(of("hyperion-dev-ws-:-deploy"))).to.equal(false);
    expect(await holders.isRunning(of("hyperion-dev-ws-pr-123-deploy"))).to.equal(false);
  });

  it("takes an execution that Step Functions has forgotten for over", async () => {
    sfn.on(DescribeExecutionCommand).rejects(new ExecutionDoesNotExist({ message: "gone", $metadata: {} }));
    expect(await holders.isRunning(HOLDER)).to.equal(false);
  });

  it("asks nobody about a holder that cannot be an execution of ours", async () => {
    for (const holder of [
      "",
      "$(id)",
      "arn:aws:states:eu-west-1:111122223333:execution:other:x",
      `${HOLDER}\n`,
    ]) {
      expect(await holders.isRunning(holder)).to.equal(false);
    }
    expect(sfn.calls()).to.have.length(0);
  });

  it("passes other errors on: a lease is not taken over on a guess", async () => {
    const throttled = Object.assign(new Error("Rate exceeded"), { name: "ThrottlingException" });
    sfn.on(DescribeExecutionCommand).rejects(throttled);
    expect(await holders.isRunning(HOLDER).catch((error) => error.name)).to.equal("ThrottlingException");
  });
});
