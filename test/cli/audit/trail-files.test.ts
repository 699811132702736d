import { gzipSync } from "node:zlib";
import { CloudTrailClient, GetTrailStatusCommand } from "@aws-sdk/client-cloudtrail";
import { S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { trailFiles } from "../../../cli/audit/trail-files";
import { memoryBucket } from "../../support/memory-bucket";
import { SCOPE } from "./audit-scope";

const FOLDER = "AWSLogs/111122223333/CloudTrail/eu-west-1";

/** A file with one event of that time. */
const file = (eventTime: string) =>
  gzipSync(
    JSON.stringify({
      Records: [
        {
          eventTime,
          eventSource: "s3.amazonaws.com",
          eventName: "PutObject",
          userIdentity: { arn: "ada" },
          requestParameters: { bucketName: "state", key: "a" },
        },
      ],
    }),
  );

describe("trailFiles", () => {
  const client = new CloudTrailClient({ region: "eu-west-1" });
  const cloudtrail = mockClient(client);
  beforeEach(() => {
    cloudtrail.reset();
    cloudtrail.on(GetTrailStatusCommand).resolves({ IsLogging: true });
  });

  it("reads the files of the days in question, and says until when they were delivered", async () => {
    const logs = memoryBucket();
    logs.setTime(new Date("2026-01-31T11:55:00Z"));
    logs.put(`${FOLDER}/2026/01/30/a.json.gz`, file("2026-01-30T12:00:00Z"));
    logs.put(`${FOLDER}/2026/01/31/b.json.gz`, file("2026-01-30T23:59:00Z"));
    logs.put(`${FOLDER}/2026/01/31/c.json.gz`, file("2026-01-31T11:50:00Z"));
    logs.put(`${FOLDER}/2026/02/01/d.json.gz`, file("2026-01-31T11:51:00Z"));

    const { source, events, note } = await trailFiles(logs, client, SCOPE);
    expect(source).to.equal("CloudTrail");
    expect(events.map(({ at }) => at)).to.deep.equal([
      "2026-01-31T11:50:00.000Z",
      "2026-01-31T11:51:00.000Z",
    ]);
    expect(note).to.equal(
      "delivered until 2026-01-31T11:55:00.000Z; what is younger follows within about 5 minutes",
    );
  });

  it("says that there is no file", async () => {
    expect(await trailFiles(memoryBucket(), client, SCOPE)).to.deep.equal({
      source: "CloudTrail",
      events: [],
      note: "no file in state from this time: the first follows within about 5 minutes of an event",
    });
  });

  it("says that the trail is stopped before it says what there is", async () => {
    cloudtrail.on(GetTrailStatusCommand).resolves({ IsLogging: false });
    expect((await trailFiles(memoryBucket(), client, SCOPE)).note).to.equal(
      "trail audit is stopped; no file in state from this time: the first follows within about 5 minutes of an event",
    );
  });

  it("says what permission is missing, or what else is wrong", async () => {
    const s3 = new S3Client({ region: "eu-west-1" });
    const mock = mockClient(s3);
    const failing = async (name: string) => {
      mock
        .onAnyCommand()
        .rejects(new S3ServiceException({ name, message: "no", $fault: "client", $metadata: {} }));
      return (await trailFiles({ s3, name: "logs" }, client, SCOPE)).note;
    };
    expect(await failing("AccessDenied")).to.equal(
      "not to be read with these credentials: allow s3:ListBucket and s3:GetObject on logs",
    );
    expect(await failing("NoSuchBucket")).to.equal("cannot be read: no");
  });
});
