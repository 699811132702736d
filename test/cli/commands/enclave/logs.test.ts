import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { STSClient } from "@aws-sdk/client-sts";
import { DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { logs } from "../../../../cli/commands/enclave/logs";
import type { EnclaveRequest } from "../../../../contracts/enclave-request";
import { commandContext, failureOf } from "../../../support/command-context";
import { request } from "../../../support/request-fixture";

const DEPLOYED = request({ status: "DEPLOYED", statusGeneration: 1 });

describe("fleet enclave logs", () => {
  const region = "eu-west-1";
  const clients = {
    logs: new CloudWatchLogsClient({ region }),
    documents: DynamoDBDocumentClient.from(new DynamoDBClient({ region })),
    sts: new STSClient({ region }),
  };
  const watched = mockClient(clients.logs);
  const table = mockClient(clients.documents);
  const context = () => commandContext({ clients, root: process.cwd(), home: process.cwd() });

  beforeEach(() => {
    watched.reset();
    table.reset();
    watched.on(FilterLogEventsCommand).resolves({ events: [] });
  });

  function rows(...states: readonly EnclaveRequest[]): void {
    let look = 0;
    table.on(GetCommand).callsFake(() => ({ Item: states[Math.min(look++, states.length - 1)] }));
  }

  /** Each look finds the first lines, one more than the look before. */
  function written(execution: string, ...messages: readonly string[]): void {
    let look = 0;
    watched.on(FilterLogEventsCommand, { filterPattern: `"${execution}"` }).callsFake(() => ({
      events: messages.slice(0, ++look).map((message, index) => ({
        eventId: `${execution} ${index}`,
        timestamp: Date.UTC(2026, 0, 31, 12, 0, index),
        logStreamName: "runner/runner/task-1",
        message: JSON.stringify({ level: "INFO", message, correlationId: execution }),
      })),
    }));
  }

  it("prints each line once, until the request is settled and its last lines are there", async () => {
    rows(request({ status: "DEPLOYING", statusGeneration: 1 }), DEPLOYED);
    written("signer-g1-deploy", "one", "two", "three", "four");
    const at = context();
    await logs(at, "dev", "signer", { follow: true });
    expect(at.said.lines).to.deep.equal(["12:00:00.000  one", "12:00:01.000  two", "12:00:02.000  three"]);
  });

  it("prints also what the repetition of an execution wrote, which the row names", async () => {
    const execution =
      "arn:aws:states:eu-west-1:000000000000:execution:hyperion-dev-deploy:signer-g1-deploy-r1";
    rows({ ...DEPLOYED, execution });
    written("signer-g1-deploy", "first");
    written("signer-g1-deploy-r1", "again");
    const at = context();
    await logs(at, "dev", "signer", { follow: false });
    expect(at.said.lines).to.deep.equal(["12:00:00.000  first", "12:00:00.000  again"]);
  });

  it("prints what there is and ends without --follow, also of an older generation", async () => {
    rows(request({ generation: 2, status: "DESTROYING", statusGeneration: 2 }));
    written("signer-g1-deploy", "one", "two");
    const at = context();
    await logs(at, "dev", "signer", { follow: false, generation: "1" });
    expect(at.said.lines).to.deep.equal(["12:00:00.000  one"]);
    expect(at.said.results).to.deep.equal([
      {
        id: "signer",
        lines: [
          {
            at: "2026-01-31T12:00:00.000Z",
            execution: "signer-g1-deploy",
            task: "task-1",
            text: "one",
            failed: false,
          },
        ],
      },
    ]);
  });

  it("says where else to look when nothing is written", async () => {
    rows(DEPLOYED);
    const at = context();
    await logs(at, "dev", "signer", { follow: false });
    expect(at.said.lines).to.deep.equal([
      "nothing is written yet: `fleet enclave why` tells what else is known",
    ]);
  });

  for (const generation of ["0", "3", "one"]) {
    it(`refuses generation ${generation} of two`, async () => {
      rows(request({ generation: 2 }));
      const error = await failureOf(logs(context(), "dev", "signer", { follow: false, generation }));
      expect(error).to.include({
        name: "InvalidArgument",
        message: `--generation is "${generation}": use a whole number from 1 to 2, the newest`,
      });
    });
  }
});
