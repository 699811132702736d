import { expect } from "chai";
import type { HygieneReport } from "../../../cli/hygiene/hygiene-report";
import { lastReport, storeReport } from "../../../cli/hygiene/stored-reports";
import { memoryBucket } from "../../support/memory-bucket";

const report = (startedAt: string, kind: HygieneReport["kind"] = "daily"): HygieneReport => ({
  kind,
  environment: "dev",
  account: "111122223333",
  region: "eu-west-1",
  startedAt,
  durationSeconds: 1,
  checks: [],
});

describe("stored reports", () => {
  it("are kept as Markdown and JSON, named by kind and time", async () => {
    const bucket = memoryBucket();
    const key = await storeReport(bucket, report("2026-01-31T12:00:00.000Z"));
    expect(key).to.equal(".fleet/reports/daily/2026-01-31T12-00-00.000Z");
    expect([...bucket.objects.keys()]).to.deep.equal([`${key}.md`, `${key}.json`]);
    expect(bucket.text(`${key}.md`)).to.match(/^# Hygiene of dev, daily\n/);
  });

  it("give the newest of a kind", async () => {
    const bucket = memoryBucket();
    for (const day of ["30", "31", "29"]) {
      await storeReport(bucket, report(`2026-01-${day}T12:00:00.000Z`));
    }
    await storeReport(bucket, report("2026-02-01T12:00:00.000Z", "weekly"));
    expect((await lastReport(bucket, "daily"))?.startedAt).to.equal("2026-01-31T12:00:00.000Z");
    expect(await lastReport(bucket, "monthly")).to.equal(undefined);
  });

  it("begin anew after one that cannot be read", async () => {
    const bucket = memoryBucket();
    bucket.put(".fleet/reports/daily/2026-01-31T12-00-00.000Z.json", "{");
    expect(await lastReport(bucket, "daily")).to.equal(undefined);
  });
});
