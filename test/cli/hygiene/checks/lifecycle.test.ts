import {
  GetBucketLifecycleConfigurationCommand,
  type LifecycleRule,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
} from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { lifecycle } from "../../../../cli/hygiene/checks/lifecycle";
import { hygieneFixture } from "../hygiene-fixture";

const RULE: LifecycleRule = {
  ID: "old-versions",
  Status: "Enabled",
  Filter: { Prefix: "" },
  NoncurrentVersionExpiration: { NoncurrentDays: 90 },
  AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
};
const NOW = Date.parse("2026-01-31T12:00:00Z");
const daysAgo = (days: number) => new Date(NOW - days * 86_400_000);

const version = (VersionId: string, days: number, IsLatest = false) => ({
  Key: "a.json",
  VersionId,
  LastModified: daysAgo(days),
  IsLatest,
});

/** A bucket with these rules, an upload that began, and a version that was replaced so many days ago. */
function withRules(rules: readonly LifecycleRule[], { uploadDays = 1, replacedDays = 92 } = {}) {
  const fixture = hygieneFixture();
  const mock = mockClient(fixture.bucket.s3);
  mock.on(GetBucketLifecycleConfigurationCommand).resolves({ Rules: [...rules] });
  mock.on(ListObjectVersionsCommand).resolves({
    Versions: [version("new", replacedDays, true), version("old", 1000)],
  });
  mock.on(ListMultipartUploadsCommand).resolves({ Uploads: [{ Initiated: daysAgo(uploadDays) }] });
  return fixture;
}

describe("hygiene's check of lifecycle rules", () => {
  it("finds nothing where versions go in time", async () => {
    const hygiene = withRules([RULE]);
    expect(await lifecycle.run(hygiene)).to.deep.equal({
      findings: [],
      facts: { noncurrentDays: 90, uploadDays: 7 },
    });
  });

  it("finds uploads that should be gone", async () => {
    expect((await lifecycle.run(withRules([RULE], { uploadDays: 11 }))).findings).to.deep.equal([
      "1 uploads began more than 7 days ago and are still there",
    ]);
  });

  it("finds versions that should be gone, by the day on which they were replaced", async () => {
    expect((await lifecycle.run(withRules([RULE], { replacedDays: 94 }))).findings).to.deep.equal([
      "1 versions were replaced more than 90 days ago and are still there",
    ]);
  });

  it("says so when no rule works", async () => {
    const hygiene = withRules([{ ...RULE, Status: "Disabled" }]);
    expect((await lifecycle.run(hygiene)).findings).to.deep.equal([
      "no enabled rule deletes noncurrent versions",
      "no enabled rule ends unfinished uploads",
    ]);
  });
});
