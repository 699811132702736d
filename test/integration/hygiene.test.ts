import { hostname, userInfo } from "node:os";
import { CreateUserCommand, IAMClient, PutUserPolicyCommand } from "@aws-sdk/client-iam";
import {
  DeleteBucketLifecycleCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import { findingsOf, type HygieneReport } from "../../cli/hygiene/hygiene-report";
import { clientConfiguration, expectSuccess, startTestFleet, type TestFleet } from "../support/fleet";
import { STATE_BUCKET, stackLocks } from "../support/stack-state";

/** A number that no process has. */
const GONE = 2 ** 22 + 1;

// The tests go through an environment's life, in order.
describe("fleet hygiene", function () {
  this.timeout(240_000);
  let fleet: TestFleet;
  let s3: S3Client;
  let iam: IAMClient;

  before(async () => {
    fleet = await startTestFleet();
    s3 = new S3Client(clientConfiguration(fleet));
    iam = new IAMClient(clientConfiguration(fleet));
    expectSuccess(await fleet.run("bootstrap", "dev"));
  });
  after(async () => {
    s3?.destroy();
    iam?.destroy();
    await fleet?.stop();
  });

  it("finds nothing in a new environment, and keeps reports of it and of the drill", async () => {
    const { stdout } = expectSuccess(await fleet.run("hygiene", "monthly", "dev", "--json"));
    const report = JSON.parse(stdout) as HygieneReport & { readonly report: string };
    expect(findingsOf(report)).to.deep.equal([]);
    expect(report.checks.map(({ name }) => name)).to.deep.equal([
      "locks",
      "drift",
      "growth",
      "recoverability",
      "operations-log",
      "registry",
      "lifecycle",
      "history",
      "access",
      "drill",
    ]);
    const facts = new Map(report.checks.map((check) => [check.name, check.facts]));
    expect(facts.get("recoverability")).to.deep.equal({
      verified: ["state dev"],
      previousVerified: ["state dev"],
    });
    expect(facts.get("lifecycle")).to.deep.equal({ noncurrentDays: 90, uploadDays: 7 });
    const { Contents = [] } = await s3.send(
      new ListObjectsV2Command({ Bucket: STATE_BUCKET, Prefix: ".fleet/reports/" }),
    );
    const kept = Contents.map(({ Key = "" }) => Key);
    expect(kept).to.include.members([`${report.report}.md`, `${report.report}.json`]);
    expect(kept.filter((key) => key.startsWith(".fleet/reports/drill/"))).to.have.length(2);
  });

  it("releases a dead lock, and names what else is wrong or new", async () => {
    const { username } = userInfo();
    const lock = { pid: GONE, username, hostname: hostname(), timestamp: "2026-01-01T00:00:00Z" };
    const key = ".pulumi/locks/organization/base/dev/1.json";
    await s3.send(new PutObjectCommand({ Bucket: STATE_BUCKET, Key: key, Body: JSON.stringify(lock) }));
    await s3.send(new DeleteBucketLifecycleCommand({ Bucket: STATE_BUCKET }));
    await iam.send(new CreateUserCommand({ UserName: "eve" }));
    const everything = { Effect: "Allow", Action: "s3:*", Resource: "*" };
    await iam.send(
      new PutUserPolicyCommand({
        UserName: "eve",
        PolicyName: "everything",
        PolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [everything] }),
      }),
    );

    const { code, stdout, stderr } = await fleet.run("hygiene", "monthly", "dev", "--json");
    expect(code, stderr).to.equal(6);
    const findings = findingsOf(JSON.parse(stdout));
    expect(findings).to.deep.equal([
      `Locks: released, as its owner is dead: base dev is locked by ${username} on ${hostname()} (process ${GONE}) since 2026-01-01T00:00:00Z: process ${GONE} is gone from this host. See with \`fleet recover\` what its run has left`,
      "Drift: state dev: state-lifecycle (aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration) was deleted, a matter of security",
      "Lifecycle rules: no enabled rule deletes noncurrent versions",
      "Lifecycle rules: no enabled rule ends unfinished uploads",
      "Access to state: user/eve may read since the last review",
      "Access to state: user/eve may write since the last review",
    ]);
    expect(stderr).to.contain(
      `error: hygiene monthly of dev: ${findings.length} findings\n  - ${findings[0]}\n`,
    );
    expect(await stackLocks(s3, "base")).to.deep.equal([]);
  });
});
