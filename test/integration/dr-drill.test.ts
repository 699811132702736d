import { setTimeout as delay } from "node:timers/promises";
import { ListBucketsCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { listObjectVersions } from "../../backend/object-versions";
import { readObject, type StateBucket } from "../../backend/state-bucket";
import { clientConfiguration, expectSuccess, startTestFleet, type TestFleet } from "../support/fleet";

const BUCKET = "hyperion-dev-state-000000000000-eu-west-1";
const DRILL = "hyperion-dev-drill-000000000000-eu-west-1-";
const STEPS = ["deleted", "emptied", "truncated", "overwritten", "misnamed", "opened by the engine"];

describe("fleet dr drill", function () {
  this.timeout(120_000);
  let fleet: TestFleet;
  let s3: S3Client;
  let live: StateBucket;

  before(async () => {
    fleet = await startTestFleet();
    s3 = new S3Client(clientConfiguration(fleet));
    live = { s3, name: BUCKET };
    expectSuccess(await fleet.run("bootstrap", "dev"));
  });
  after(() => fleet?.stop());

  /** Every version of what Pulumi keeps: a drill must not add one. */
  const stateVersions = async () => {
    const ids: string[] = [];
    for await (const { versionId } of listObjectVersions(live, ".pulumi/")) {
      ids.push(versionId);
    }
    return ids;
  };
  const scratchBuckets = async () => {
    const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
    return Buckets.map(({ Name = "" }) => Name).filter((name) => name.startsWith(DRILL));
  };
  const reports = async () => {
    const { Contents = [] } = await s3.send(
      new ListObjectsV2Command({ Bucket: BUCKET, Prefix: ".fleet/reports/drill/" }),
    );
    return Contents.map(({ Key = "" }) => Key);
  };

  it("finds and repairs every damage of a copy, and leaves a report and nothing else", async () => {
    const before = await stateVersions();
    const { stdout } = expectSuccess(await fleet.run("dr", "drill", "dev", "--json"));
    const report = JSON.parse(stdout);
    expect(report.passed).to.equal(true);
    expect(
      report.stacks.map(({ project, stack }: Record<string, string>) => `${project} ${stack}`),
    ).to.deep.equal(["state dev"]);
    const steps = report.stacks[0].rehearsals.map(({ compression, step, fault }: Record<string, string>) => [
      compression,
      step,
      fault,
    ]);
    expect(steps).to.deep.equal(
      ["none", "gzip", "zstd"].flatMap((compression) => STEPS.map((step) => [compression, step, undefined])),
    );
    expect(await stateVersions()).to.deep.equal(before);
    expect(await scratchBuckets()).to.deep.equal([]);
    expect(await reports()).to.deep.equal([`${report.report}.json`, `${report.report}.md`]);
    const markdown = Buffer.from((await readObject(live, `${report.report}.md`))?.body ?? "").toString();
    expect(markdown)
      .to.contain("# Recovery drill of dev\n")
      .and.contain("Every damage was found and repaired.");
  });

  it("deletes its copies when it is interrupted", async () => {
    const before = await reports();
    const drill = fleet.start("dr", "drill", "dev");
    while ((await scratchBuckets()).length === 0) {
      expect(drill.process.exitCode, "ended before it began").to.equal(null);
      await delay(20);
    }
    drill.process.kill("SIGINT");
    const { code, stderr } = await drill.finished;
    expect(code, stderr).to.equal(130);
    expect(stderr).to.contain(
      "error: dr drill of dev was interrupted: its copies are deleted, the live state was never touched\n",
    );
    expect(await scratchBuckets()).to.deep.equal([]);
    expect(await reports()).to.deep.equal(before);
  });
});
