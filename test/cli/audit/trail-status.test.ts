import { CloudTrailClient, GetTrailStatusCommand } from "@aws-sdk/client-cloudtrail";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { trailProblem } from "../../../cli/audit/trail-status";

describe("trailProblem", () => {
  const client = new CloudTrailClient({ region: "eu-west-1" });
  const cloudtrail = mockClient(client);
  beforeEach(() => cloudtrail.reset());

  const problem = () => trailProblem(client, "audit");
  const failing = (name: string) =>
    cloudtrail.on(GetTrailStatusCommand).rejects(Object.assign(new Error("no"), { name }));

  it("is none of a trail that records and delivers", async () => {
    cloudtrail.on(GetTrailStatusCommand).resolves({ IsLogging: true, LatestDeliveryError: "" });
    expect(await problem()).to.equal(undefined);
  });

  it("is that the trail is stopped, cannot deliver, or is not there", async () => {
    cloudtrail
      .on(GetTrailStatusCommand)
      .resolves({ IsLogging: false, StopLoggingTime: new Date("2026-01-31T12:00:00Z") });
    expect(await problem()).to.equal("trail audit is stopped since 2026-01-31T12:00:00.000Z");
    cloudtrail.on(GetTrailStatusCommand).resolves({ IsLogging: true, LatestDeliveryError: "AccessDenied" });
    expect(await problem()).to.equal("trail audit cannot deliver: AccessDenied");
    failing("TrailNotFoundException");
    expect(await problem()).to.equal("trail audit is not there: state:auditTrail may be off");
  });

  it("is not known to who may not ask", async () => {
    failing("AccessDeniedException");
    expect(await problem()).to.equal(undefined);
  });
});
