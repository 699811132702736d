import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { AttachUserPolicyCommand, IAMClient } from "@aws-sdk/client-iam";
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import { listObjectVersions } from "../../backend/object-versions";
import type { Profile } from "../../contracts/local-profile";
import {
  clientConfiguration,
  expectSuccess,
  type Finished,
  startFleet,
  startTestFleet,
  type TestFleet,
} from "../support/fleet";
import { createUser, type UserCredentials } from "../support/iam-user";
import { STATE_BUCKET } from "../support/stack-state";

const LOG_BUCKET = "hyperion-dev-logs-000000000000-eu-west-1";
const CHECKPOINT = ".pulumi/stacks/fleet-state/dev.json";

/** Somebody with an access key of their own. */
interface Person {
  readonly s3: S3Client;
  run(...args: readonly string[]): Promise<Finished>;
}

describe("the state's policies for audits and drills", function () {
  this.timeout(300_000);
  let fleet: TestFleet;
  let policies: Readonly<Record<"readPolicyArn" | "auditPolicyArn" | "drillPolicyArn", string>>;
  let root: S3Client;
  const clients: S3Client[] = [];

  before(async () => {
    fleet = await startTestFleet();
    expectSuccess(await fleet.run("bootstrap", "dev"));
    policies = JSON.parse(expectSuccess(await fleet.run("outputs", "state", "dev", "--json")).stdout);
    root = new S3Client({ ...clientConfiguration(fleet), forcePathStyle: true });
    clients.push(root);
  });
  after(async () => {
    for (const client of clients) {
      client.destroy();
    }
    await fleet?.stop();
  });

  async function person(name: string, policy: string, ...more: readonly string[]): Promise<Person> {
    const credentials = await createUser(fleet, name, policy);
    const iam = new IAMClient(clientConfiguration(fleet));
    for (const PolicyArn of more) {
      await iam.send(new AttachUserPolicyCommand({ UserName: name, PolicyArn }));
    }
    iam.destroy();
    const s3 = new S3Client({ ...clientConfiguration(fleet), credentials, forcePathStyle: true });
    clients.push(s3);
    const profile = profileFor(name, credentials);
    return { s3, run: (...args) => startFleet(args, profile).finished };
  }

  function profileFor(name: string, { accessKeyId, secretAccessKey }: UserCredentials): string {
    const environment = {
      ...fleet.environment,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
    };
    const { endpoint } = fleet.emulator;
    const profile: Profile = { pid: process.pid, endpoint, environment, home: fleet.home, logs: fleet.home };
    const path = join(fleet.home, `${name}.json`);
    writeFileSync(path, JSON.stringify(profile));
    return path;
  }

  /** Whether AWS refused for want of a permission; any other failure is the test's. */
  async function isDenied(call: Promise<unknown>): Promise<boolean> {
    try {
      await call;
      return false;
    } catch (error) {
      if ((error as Error).name !== "AccessDenied") {
        throw error;
      }
      return true;
    }
  }

  it("let auditors read who did what, in the log bucket too, and nothing of the state", async () => {
    const now = new Date();
    const day = now.toISOString().slice(0, 10).replaceAll("-", "/");
    const record = {
      eventTime: now.toISOString(),
      eventSource: "s3.amazonaws.com",
      eventName: "GetObject",
      eventID: "00000000-0000-0000-0000-000000000001",
      userIdentity: { type: "IAMUser", arn: "arn:aws:iam::000000000000:user/eve" },
      sourceIPAddress: "192.0.2.7",
      requestParameters: { bucketName: STATE_BUCKET, key: CHECKPOINT },
    };
    await root.send(
      new PutObjectCommand({
        Bucket: LOG_BUCKET,
        Key: `AWSLogs/000000000000/CloudTrail/eu-west-1/${day}/1.json.gz`,
        Body: gzipSync(JSON.stringify({ Records: [record] })),
      }),
    );
    const auditor = await person("auditor", policies.auditPolicyArn);
    const { stdout } = expectSuccess(await auditor.run("audit", "show", "dev", "--json"));
    expect(stdout).to.contain("arn:aws:iam::000000000000:user/eve");
    expect(stdout).to.not.contain("needs s3:");
    expectSuccess(await auditor.run("audit", "verify", "dev"));

    const [Bucket, Key] = [STATE_BUCKET, CHECKPOINT];
    expect(await isDenied(auditor.s3.send(new GetObjectCommand({ Bucket, Key }))), "state").to.equal(true);
    const put = new PutObjectCommand({ Bucket: LOG_BUCKET, Key: "AWSLogs/1", Body: "{}" });
    expect(await isDenied(auditor.s3.send(put)), "a log is forged").to.equal(true);
  });

  it("let a drill be made by who may only read beside it, and reach no version of the state", async () => {
    const versions = async () => {
      const ids: string[] = [];
      for await (const { versionId } of listObjectVersions({ s3: root, name: STATE_BUCKET }, ".pulumi/")) {
        ids.push(versionId);
      }
      return ids;
    };
    const before = await versions();
    const driller = await person("driller", policies.readPolicyArn, policies.drillPolicyArn);
    const { stdout } = expectSuccess(await driller.run("dr", "drill", "dev", "--json"));
    expect(JSON.parse(stdout).passed).to.equal(true);
    expect(await versions()).to.deep.equal(before);
    const { Buckets = [] } = await root.send(new ListBucketsCommand({}));
    expect(Buckets.filter(({ Name }) => Name?.includes("-drill-"))).to.deep.equal([]);

    const [VersionId] = before;
    const [Bucket, Key] = [STATE_BUCKET, CHECKPOINT];
    const forbidden = {
      "deletes a version": () => driller.s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId })),
      "writes the state": () => driller.s3.send(new PutObjectCommand({ Bucket, Key, Body: "{}" })),
      "makes another bucket": () =>
        driller.s3.send(new CreateBucketCommand({ Bucket: "hyperion-dev-other-000000000000-eu-west-1" })),
    };
    for (const [what, call] of Object.entries(forbidden)) {
      expect(await isDenied(call()), what).to.equal(true);
    }
  });

  it("let nobody drill who may only read", async () => {
    const reader = await person("reader", policies.readPolicyArn);
    const { code, stderr } = await reader.run("dr", "drill", "dev");
    expect(code, stderr).to.equal(1);
    expect(stderr).to.match(/^error: .*s3:ListAllMyBuckets/m);
  });
});
