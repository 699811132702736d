import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import {
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import { operationKey, operationsHeadKey, type StackId } from "../../backend/layout";
import { OperationsLog } from "../../backend/operations/operations-log";
import type { Profile } from "../../contracts/local-profile";
import {
  clientConfiguration,
  expectSuccess,
  startFleet,
  startTestFleet,
  type TestFleet,
} from "../support/fleet";
import { createUser } from "../support/iam-user";
import { loggedOperation } from "../support/logged-operation";

const ACCOUNT = "000000000000";
const STATE_BUCKET = `hyperion-dev-state-${ACCOUNT}-eu-west-1`;
const LOG_BUCKET = `hyperion-dev-logs-${ACCOUNT}-eu-west-1`;
const EVERYTHING = JSON.stringify({
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Action: "*", Resource: "*" },
});

describe("the operations log in the state bucket", function () {
  this.timeout(240_000);
  let fleet: TestFleet;
  let root: S3Client;

  before(async () => {
    fleet = await startTestFleet();
    expectSuccess(await fleet.run("bootstrap", "dev"));
    root = new S3Client(clientConfiguration(fleet));
  });
  after(async () => {
    root?.destroy();
    await fleet?.stop();
  });

  const enclave = (stack: string): StackId => ({ project: "enclave", stack });
  const bucketOf = (s3: S3Client) => ({ s3, name: STATE_BUCKET });
  /** An entry of now: S3's own clock dates the object. */
  const operation = () => loggedOperation({ startedAt: new Date().toISOString(), durationSeconds: 0 });
  const as = async (name: string, policy: string) =>
    new S3Client({ ...clientConfiguration(fleet), credentials: await createUser(fleet, name, policy) });
  const policyArn = (name: string) => `arn:aws:iam::${ACCOUNT}:policy/hyperion-dev-state-${name}`;

  async function isDenied(call: Promise<unknown>): Promise<boolean> {
    try {
      await call;
      return false;
    } catch (error) {
      expect((error as Error).name).to.equal("AccessDenied");
      return true;
    }
  }

  it("is added to by whoever may write state, and verified by whoever may read it", async () => {
    const writer = await as("writer", policyArn("write"));
    const reader = await as("reader", policyArn("read"));
    const log = new OperationsLog(bucketOf(writer), enclave("vault"));
    await log.append(operation());
    await log.append(operation());

    const read = new OperationsLog(bucketOf(reader), enclave("vault"));
    expect((await read.entries()).map(({ sequence }) => sequence)).to.deep.equal([1, 2]);
    expect(await read.verify()).to.deep.equal([]);
    expect(
      await isDenied(new OperationsLog(bucketOf(reader), enclave("vault")).append(operation())),
    ).to.equal(true);
  });

  it("is changed and deleted by nobody, also by who may do everything", async () => {
    const admin = await as("admin", EVERYTHING);
    const log = new OperationsLog(bucketOf(admin), enclave("admin"));
    await log.append(operation());
    const [entry, head] = [operationKey(enclave("admin"), 1), operationsHeadKey(enclave("admin"))];
    const { Versions: [version] = [] } = await admin.send(
      new ListObjectVersionsCommand({ Bucket: STATE_BUCKET, Prefix: entry }),
    );

    for (const [what, call] of [
      ["overwrites", new PutObjectCommand({ Bucket: STATE_BUCKET, Key: entry, Body: "{}" })],
      ["puts a head blindly", new PutObjectCommand({ Bucket: STATE_BUCKET, Key: head, Body: "{}" })],
      ["deletes", new DeleteObjectCommand({ Bucket: STATE_BUCKET, Key: entry })],
      ["deletes the head", new DeleteObjectCommand({ Bucket: STATE_BUCKET, Key: head })],
      [
        "deletes for good",
        new DeleteObjectCommand({ Bucket: STATE_BUCKET, Key: entry, VersionId: version?.VersionId }),
      ],
    ] as const) {
      expect(await isDenied(admin.send(call as PutObjectCommand)), what).to.equal(true);
    }
    expect(await log.verify()).to.deep.equal([]);
  });

  it("is chained by writers that come at the same time", async () => {
    const logs = Array.from({ length: 8 }, () => new OperationsLog(bucketOf(root), enclave("busy")));
    await Promise.all(logs.map((log) => log.append(operation())));

    const [log] = logs;
    expect((await log?.entries())?.map(({ sequence }) => sequence)).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(await log?.verify()).to.deep.equal([]);
  });

  it("is verified by `fleet audit verify`, which names what was removed", async () => {
    const scope = ["--project", "enclave", "--json"];
    const whole = expectSuccess(await fleet.run("audit", "verify", "dev", ...scope));
    expect(JSON.parse(whole.stdout)).to.deep.equal({
      environment: "dev",
      logs: [
        { project: "enclave", stack: "admin", entries: 1, findings: [] },
        { project: "enclave", stack: "busy", entries: 8, findings: [] },
        { project: "enclave", stack: "vault", entries: 2, findings: [] },
      ],
      unlogged: [],
    });

    // The account's root, which the emulator lets do what the bucket's policy denies.
    const { VersionId: marker } = await root.send(
      new DeleteObjectCommand({ Bucket: STATE_BUCKET, Key: operationKey(enclave("busy"), 8) }),
    );
    const damaged = await fleet.run("audit", "verify", "dev", "--stack", "busy");
    expect(damaged.code).to.equal(6);
    expect(damaged.stdout).to.match(/^enclave busy {2}7 entries {2}1 finding$/m);
    expect(damaged.stderr).to.match(
      /^error: the operations log of dev is not as it was written: find out by `fleet audit show dev` and CloudTrail who changed it\n {2}- enclave busy: entry 8 was removed at \S+Z; S3 still has it as version \S+\n$/,
    );
    await root.send(
      new DeleteObjectCommand({
        Bucket: STATE_BUCKET,
        Key: operationKey(enclave("busy"), 8),
        VersionId: marker,
      }),
    );
    expectSuccess(await fleet.run("audit", "verify", "dev", "--stack", "busy"));
  });

  describe("fleet audit show", () => {
    const time = new Date();
    const checkpoint = ".pulumi/stacks/enclave/vault.json";

    before(async () => {
      const day = time.toISOString().slice(0, 10).replaceAll("-", "/");
      const record = {
        eventTime: time.toISOString(),
        eventSource: "s3.amazonaws.com",
        eventName: "DeleteObject",
        readOnly: false,
        requestID: "R1",
        sourceIPAddress: "192.0.2.7",
        userIdentity: { arn: `arn:aws:iam::${ACCOUNT}:user/mallory` },
        requestParameters: { bucketName: STATE_BUCKET, key: checkpoint },
      };
      const file = `AWSLogs/${ACCOUNT}/CloudTrail/eu-west-1/${day}/${ACCOUNT}_CloudTrail_eu-west-1.json.gz`;
      await put(file, gzipSync(JSON.stringify({ Records: [record] })));
      const [, month = "", date, year, clock] =
        /^\w+, (\d+) (\w+) (\d+) (\S+)/.exec(time.toUTCString()) ?? [];
      const stamp = `${month.padStart(2, "0")}/${date}/${year}:${clock} +0000`;
      const request = (id: string, key: string, status: string) =>
        `o ${STATE_BUCKET} [${stamp}] 192.0.2.7 arn:aws:iam::${ACCOUNT}:user/mallory ${id} REST.DELETE.OBJECT ${key} "DELETE /x HTTP/1.1" ${status} - - - - - "-" "-" -\n`;
      await put(
        `${STATE_BUCKET}/2026-01-31-12-00-00-0123`,
        request("R1", checkpoint, "204 -") + request("R2", "other", "403 AccessDenied"),
      );
    });

    const put = (Key: string, Body: string | Uint8Array) =>
      root.send(new PutObjectCommand({ Bucket: LOG_BUCKET, Key, Body }));

    it("merges what every source tells, each request once", async () => {
      const { stdout } = expectSuccess(
        await fleet.run("audit", "show", "dev", "--stack", "vault", "--since", "1h", "--json"),
      );
      const { events, sources } = JSON.parse(stdout);

      const told = events.map(({ sources: of, who, action, target, outcome }: Record<string, unknown>) => ({
        of,
        who,
        action,
        target,
        outcome,
      }));
      expect(told).to.have.deep.members([
        ...[1, 2].map(() => ({
          of: ["operations log"],
          who: "ada on desk as arn:aws:iam::111122223333:user/ada",
          action: "up",
          target: "enclave vault",
          outcome: "succeeded",
        })),
        {
          of: ["CloudTrail", "S3 access log"],
          who: `arn:aws:iam::${ACCOUNT}:user/mallory`,
          action: "s3:DeleteObject",
          target: checkpoint,
          outcome: "succeeded",
        },
      ]);
      expect(
        sources.map(({ source, events: count }: Record<string, unknown>) => [source, count]),
      ).to.deep.equal([
        ["operations log", 2],
        ["CloudTrail", 1],
        ["CloudTrail history", 0],
        ["S3 access log", 2],
      ]);
    });

    it("tells a person who did what, and which source is late", async () => {
      const { stdout } = expectSuccess(await fleet.run("audit", "show", "dev", "--who", "mallory"));
      expect(stdout).to.match(/^dev: account 000000000000 in eu-west-1/);
      expect(stdout).to.match(
        /user\/mallory {2}REST\.DELETE\.OBJECT +other +AccessDenied \(from 192\.0\.2\.7\)$/m,
      );
      expect(stdout).to.match(
        /^CloudTrail +1 +delivered until \S+Z; what is younger follows within about 5 minutes$/m,
      );
      expect(stdout).to.match(
        /^S3 access log +2 +delivered until \S+Z; best effort, most within some hours$/m,
      );
      expect(stdout).to.not.contain("ada on desk");
    });

    it("finds what CloudTrail's history holds of the bucket", async () => {
      await fetch(`${fleet.emulator.endpoint}/_ministack/config`, {
        method: "POST",
        body: JSON.stringify({ "cloudtrail._recording_enabled": "true" }),
      });
      const lock = ".pulumi/locks/organization/enclave/vault/1.json";
      await root.send(new PutObjectCommand({ Bucket: STATE_BUCKET, Key: lock, Body: "{}" }));
      const { stdout } = expectSuccess(
        await fleet.run("audit", "show", "dev", "--stack", "vault", "--who", "user/test", "--json"),
      );
      const { events } = JSON.parse(stdout);
      expect(events).to.have.length(1);
      expect(events[0]).to.deep.include({
        sources: ["CloudTrail history"],
        action: "s3:PutObject",
        target: lock,
        outcome: "succeeded",
      });
    });

    it("says what these credentials may not read", async () => {
      const user = await createUser(fleet, "previewer", policyArn("read"));
      const folder = mkdtempSync(join(tmpdir(), "fleet-audit-"));
      const profile: Profile = {
        pid: process.pid,
        endpoint: fleet.emulator.endpoint,
        environment: {
          ...fleet.environment,
          AWS_ACCESS_KEY_ID: user.accessKeyId,
          AWS_SECRET_ACCESS_KEY: user.secretAccessKey,
        },
        home: fleet.home,
        logs: folder,
      };
      writeFileSync(join(folder, "profile.json"), JSON.stringify(profile));
      const { finished } = startFleet(
        ["audit", "show", "dev", "--since", "1h"],
        join(folder, "profile.json"),
      );
      const { stdout } = expectSuccess(await finished);
      rmSync(folder, { recursive: true });
      expect(stdout).to.contain(
        `not to be read with these credentials: allow s3:ListBucket and s3:GetObject on ${LOG_BUCKET}`,
      );
      expect(stdout).to.contain("not to be read with these credentials: allow cloudtrail:LookupEvents");
    });
  });
});
