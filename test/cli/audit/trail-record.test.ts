import { expect } from "chai";
import { type TrailRecord, trailEvent } from "../../../cli/audit/trail-record";
import { SCOPE } from "./audit-scope";

const RECORD: TrailRecord = {
  eventTime: "2026-01-31T12:00:00Z",
  eventSource: "s3.amazonaws.com",
  eventName: "PutObject",
  readOnly: false,
  requestID: "R1",
  sourceIPAddress: "192.0.2.7",
  userIdentity: { type: "IAMUser", arn: "arn:aws:iam::111122223333:user/ada" },
  requestParameters: { bucketName: "state", key: ".pulumi/stacks/base/dev.json" },
};
const KMS: TrailRecord = {
  ...RECORD,
  eventSource: "kms.amazonaws.com",
  eventName: "Decrypt",
  readOnly: true,
};

const event = (record: TrailRecord) => trailEvent(record, "CloudTrail", SCOPE);

describe("trailEvent", () => {
  it("tells who did what to which object", () => {
    expect(event(RECORD)).to.deep.equal({
      at: "2026-01-31T12:00:00.000Z",
      sources: ["CloudTrail"],
      who: "arn:aws:iam::111122223333:user/ada",
      action: "s3:PutObject",
      target: ".pulumi/stacks/base/dev.json",
      outcome: "succeeded",
      readOnly: false,
      detail: "from 192.0.2.7",
      requestId: "R1",
    });
  });

  it("names the bucket where there is no object, and the service that acted", () => {
    const found = event({
      ...RECORD,
      eventName: "PutBucketPolicy",
      requestParameters: { bucketName: "state" },
      userIdentity: { type: "AWSService", invokedBy: "config.amazonaws.com" },
    });
    expect(found).to.include({ target: "state", who: "config.amazonaws.com" });
  });

  it("tells of a use of the key, and of a refused one, which names it in its message alone", () => {
    expect(event({ ...KMS, resources: [{ ARN: SCOPE.keyArn }] })).to.include({
      action: "kms:Decrypt",
      target: SCOPE.keyArn,
      readOnly: true,
      outcome: "succeeded",
    });
    const errorMessage = `User: ada is not authorized to perform: kms:Decrypt on resource: ${SCOPE.keyArn}`;
    expect(event({ ...KMS, errorCode: "AccessDenied", errorMessage })).to.include({
      outcome: "AccessDenied",
      detail: errorMessage,
    });
  });

  it("takes the flag also as text", () => {
    expect(event({ ...RECORD, readOnly: "true" })?.readOnly).to.equal(true);
    expect(event({ ...RECORD, readOnly: "false" })?.readOnly).to.equal(false);
  });

  it("leaves out other buckets, other keys and other services", () => {
    expect(event({ ...RECORD, requestParameters: { bucketName: "other" } })).to.equal(undefined);
    expect(event({ ...RECORD, requestParameters: null })).to.equal(undefined);
    expect(event({ ...KMS, resources: [{ ARN: `${SCOPE.keyArn}2` }] })).to.equal(undefined);
    expect(event({ ...RECORD, eventSource: "sts.amazonaws.com" })).to.equal(undefined);
  });
});
