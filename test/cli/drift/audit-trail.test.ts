import { CloudTrailClient, type Event, LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { auditedChanges, auditRegions } from "../../../cli/drift/audit-trail";

const DEPLOYED = new Date("2026-01-31T12:00:00Z");

/** An event as CloudTrail answers it, with the call's record as text. */
function event(id: string, minute: number, record: object, fields: Partial<Event> = {}): Event {
  return {
    EventId: id,
    EventName: "PutBucketPolicy",
    ReadOnly: "false",
    EventTime: new Date(DEPLOYED.getTime() + minute * 60_000),
    CloudTrailEvent: JSON.stringify({ sourceIPAddress: "192.0.2.7", ...record }),
    ...fields,
  };
}

const MALLORY = { userIdentity: { type: "IAMUser", userName: "mallory" } };

describe("auditedChanges", () => {
  const client = new CloudTrailClient({ region: "eu-west-1" });
  const trail = mockClient(client);

  beforeEach(() => trail.reset());

  const changes = (...events: readonly Event[]) => {
    trail.on(LookupEventsCommand).resolves({ Events: [...events] });
    return auditedChanges([client], ["bucket"], DEPLOYED);
  };

  it("asks by each name, from the deployment on, and tells each change once", async () => {
    trail.on(LookupEventsCommand).resolves({ Events: [event("1", 5, MALLORY)] });
    const found = await auditedChanges([client], ["bucket", "arn:aws:s3:::bucket"], DEPLOYED);
    expect(found).to.deep.equal([
      { who: "mallory", event: "PutBucketPolicy", time: "2026-01-31T12:05:00.000Z", from: "192.0.2.7" },
    ]);
    expect(trail.commandCalls(LookupEventsCommand).map(({ args }) => args[0].input)).to.deep.equal(
      ["bucket", "arn:aws:s3:::bucket"].map((AttributeValue) => ({
        LookupAttributes: [{ AttributeKey: "ResourceName", AttributeValue }],
        StartTime: new Date("2026-01-31T11:59:59Z"),
      })),
    );
  });

  it("names whoever it was: root, a role's session, a service, a user, or what else is known", async () => {
    const arn = "arn:aws:sts::111122223333:assumed-role/operator/ada";
    const who = async (userIdentity: object | undefined, fields: Partial<Event> = {}) =>
      (await changes(event("1", 1, { userIdentity }, fields)))[0]?.who;
    expect(await who({ type: "Root" })).to.equal("root");
    expect(await who({ type: "AssumedRole", arn })).to.equal("operator/ada");
    expect(await who({ type: "AWSService", invokedBy: "config.amazonaws.com" })).to.equal(
      "config.amazonaws.com",
    );
    expect(await who({ type: "IAMUser", userName: "mallory" })).to.equal("mallory");
    expect(await who(undefined, { Username: "eve" })).to.equal("eve");
    expect(await who(undefined)).to.equal("somebody");
  });

  it("leaves out reads, attempts that failed, and what Pulumi did", async () => {
    expect(
      await changes(
        event("1", 1, MALLORY, { ReadOnly: "true" }),
        event("2", 2, { ...MALLORY, errorCode: "AccessDenied" }),
        event("3", 3, { ...MALLORY, userAgent: "APN/1.0 Pulumi/1.0 (+https://www.pulumi.com)" }),
      ),
    ).to.deep.equal([]);
  });

  it("tells the newest three, newest first", async () => {
    const events = [1, 4, 2, 3].map((minute) => event(String(minute), minute, MALLORY));
    expect((await changes(...events)).map(({ time }) => time.slice(11, 16))).to.deep.equal([
      "12:04",
      "12:03",
      "12:02",
    ]);
  });

  it("understands an event without a record that can be read", async () => {
    const bare: Event = { EventId: "1", EventTime: DEPLOYED, CloudTrailEvent: "{", Username: "eve" };
    expect(await changes(bare)).to.deep.equal([
      { who: "eve", event: "an unnamed call", time: DEPLOYED.toISOString() },
    ]);
  });
});

describe("auditRegions", () => {
  it("looks for global services where AWS keeps their events, too", () => {
    expect(auditRegions("aws:iam/role:Role", "eu-west-1")).to.deep.equal(["us-east-1", "eu-west-1"]);
    expect(auditRegions("aws:iam/role:Role", "us-east-1")).to.deep.equal(["us-east-1"]);
    expect(auditRegions("aws:s3/bucket:Bucket", "eu-west-1")).to.deep.equal(["eu-west-1"]);
  });
});
