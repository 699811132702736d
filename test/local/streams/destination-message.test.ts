import { expect } from "chai";
import { destinationMessage } from "../../../local/streams/destination-message";

const record = (SequenceNumber: string, ApproximateCreationDateTime: number) => ({
  eventID: SequenceNumber,
  eventName: "INSERT",
  eventVersion: "1.1",
  eventSource: "aws:dynamodb",
  awsRegion: "eu-west-1",
  dynamodb: { SequenceNumber, ApproximateCreationDateTime },
});

describe("destinationMessage", () => {
  const discarded = {
    condition: "RetryAttemptsExhausted" as const,
    records: [record("1", 1_700_000_000), record("2", 1_700_000_001)],
    invocations: 3,
    functionArn: "arn:aws:lambda:eu-west-1:111122223333:function:trigger",
    streamArn: "arn:aws:dynamodb:eu-west-1:111122223333:table/requests/stream/1",
    shardId: "shard",
  };

  it("says what Lambda says of records that it gives up", () => {
    const last = { requestId: "request", functionError: "Unhandled" };
    expect(JSON.parse(destinationMessage({ ...discarded, ...last }, new Date(0)))).to.deep.equal({
      requestContext: {
        requestId: "request",
        functionArn: discarded.functionArn,
        condition: "RetryAttemptsExhausted",
        approximateInvokeCount: 3,
      },
      responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
      version: "1.0",
      timestamp: "1970-01-01T00:00:00.000Z",
      DDBStreamBatchInfo: {
        shardId: "shard",
        startSequenceNumber: "1",
        endSequenceNumber: "2",
        approximateArrivalOfFirstRecord: "2023-11-14T22:13:20.000Z",
        approximateArrivalOfLastRecord: "2023-11-14T22:13:21.000Z",
        batchSize: 2,
        streamArn: discarded.streamArn,
      },
    });
  });

  it("has no answer where the function was not invoked", () => {
    expect(JSON.parse(destinationMessage(discarded, new Date(0)))).not.to.have.property("responseContext");
  });
});
