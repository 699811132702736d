import { CloudTrailClient, type Event, LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { trailHistory } from "../../../cli/audit/trail-history";
import { SCOPE } from "./audit-scope";

const event = (eventSource: string, more: object = {}): Event => ({
  CloudTrailEvent: JSON.stringify({
    eventTime: "2026-01-31T11:00:00Z",
    eventSource,
    eventName: "DisableKey",
    readOnly: false,
    userIdentity: { arn: "ada" },
    ...more,
  }),
});

describe("trailHistory", () => {
  const client = new CloudTrailClient({ region: "eu-west-1" });
  const cloudtrail = mockClient(client);
  beforeEach(() => {
    cloudtrail.reset();
    cloudtrail.on(LookupEventsCommand).resolves({ Events: [] });
  });

  const about = (AttributeValue: string) => ({
    LookupAttributes: [{ AttributeKey: "ResourceName" as const, AttributeValue }],
  });

  it("asks for bucket and key, page by page", async () => {
    cloudtrail.on(LookupEventsCommand, about("state")).resolves({ Events: [event("s3.amazonaws.com")] });
    cloudtrail
      .on(LookupEventsCommand, about(SCOPE.keyArn))
      .resolvesOnce({ Events: [event("kms.amazonaws.com")], NextToken: "more" })
      .resolves({ Events: [event("kms.amazonaws.com"), {}] });

    const { events, note } = await trailHistory(client, SCOPE);
    expect(events.map(({ target }) => target)).to.deep.equal(["state", SCOPE.keyArn, SCOPE.keyArn]);
    expect(note).to.equal("management events only, up to 15 minutes late");
    expect(cloudtrail.commandCalls(LookupEventsCommand)[2]?.args[0].input).to.include({
      StartTime: SCOPE.since,
      EndTime: SCOPE.now,
      NextToken: "more",
    });
  });

  it("stops after some pages, and says so", async () => {
    cloudtrail
      .on(LookupEventsCommand, about(SCOPE.keyArn))
      .resolves({ Events: [event("kms.amazonaws.com")], NextToken: "more" });

    const { events, note } = await trailHistory(client, SCOPE);
    expect(events).to.have.length(20);
    expect(note).to.equal("only the newest 1000 events of bucket or key: choose a shorter time");
  });

  it("says what permission is missing", async () => {
    cloudtrail
      .on(LookupEventsCommand)
      .rejects(Object.assign(new Error("no"), { name: "AccessDeniedException" }));
    expect(await trailHistory(client, SCOPE)).to.deep.equal({
      source: "CloudTrail history",
      events: [],
      note: "not to be read with these credentials: allow cloudtrail:LookupEvents",
    });
  });
});
