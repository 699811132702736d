import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { GetPolicyCommand, IAMClient } from "@aws-sdk/client-iam";
import { KMSClient, ListAliasesCommand, ListKeysCommand } from "@aws-sdk/client-kms";
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetBucketPolicyCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  S3Client,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import { clientConfiguration, expectSuccess, startTestFleet, type TestFleet } from "../support/fleet";

const STATE_BUCKET = "hyperion-dev-state-000000000000-eu-west-1";

describe("fleet bootstrap", function () {
  this.timeout(300_000);
  let fleet: TestFleet;

  beforeEach(async () => {
    fleet = await startTestFleet();
  });
  afterEach(() => fleet.stop());

  it("creates bucket and key, moves their state into the bucket, and then changes nothing", async () => {
    expectSuccess(await fleet.run("bootstrap", "dev"));
    await expectBootstrapped(fleet);
    const again = await fleet.run("bootstrap", "dev", "--json");
    expect(JSON.parse(again.stdout).changes, again.stderr).to.have.all.keys("same");
  });

  it("adopts a bucket and a key that are in no state", async () => {
    const s3 = new S3Client(clientConfiguration(fleet));
    await s3.send(
      new CreateBucketCommand({
        Bucket: STATE_BUCKET,
        CreateBucketConfiguration: { LocationConstraint: "eu-west-1" },
      }),
    );
    const { stdout } = expectSuccess(await fleet.run("bootstrap", "dev"));
    expect(stdout).to.contain(`adopting aws:s3/bucket:Bucket ${STATE_BUCKET}, which is there already`);
    const { Policy } = await s3.send(new GetBucketPolicyCommand({ Bucket: STATE_BUCKET }));
    expect(Policy).to.contain("DenyPlainHttp");
    await expectBootstrapped(fleet);
  });

  it("takes everything up again when the state itself is lost", async () => {
    expectSuccess(await fleet.run("bootstrap", "dev"));
    const Key = ".pulumi/stacks/fleet-state/dev.json";
    await new S3Client(clientConfiguration(fleet)).send(
      new DeleteObjectCommand({ Bucket: STATE_BUCKET, Key }),
    );
    const { stdout } = expectSuccess(await fleet.run("bootstrap", "dev"));
    expect(stdout).to.contain("adopting aws:cloudtrail/trail:Trail arn:aws:cloudtrail:");
    await expectBootstrapped(fleet);
  });

  // What has been said or done when the kill comes: each names another point of the way.
  const moments: ReadonlyArray<readonly [string, (fleet: TestFleet) => Promise<boolean>]> = [
    ["the key is there", async (of) => (await keyIds(of)).length > 0],
    ["the bucket is there", async (of) => (await bucketNames(of)).includes(STATE_BUCKET)],
    ["the last policy is there", hasWritePolicy],
    ["the bucket has its first object", async (of) => (await stateObjects(of)).length > 0],
    [
      "the state is in the bucket",
      async (of) => (await stateObjects(of)).some((key) => key.endsWith("dev.json")),
    ],
  ];
  for (const [moment, reached] of moments) {
    it(`is completed by the next run after kill -9 when ${moment}`, async () => {
      const first = fleet.start("bootstrap", "dev");
      while (!(await reached(fleet)) && first.process.exitCode === null) {
        await delay(5);
      }
      expect(first.process.exitCode, "ended before it could be killed").to.equal(null);
      // the whole group: `fleet`, and the engine that it started
      process.kill(-Number(first.process.pid), "SIGKILL");
      await first.finished;
      expectSuccess(await fleet.run("bootstrap", "dev"));
      await expectBootstrapped(fleet);
    });
  }

  it("is completed by the next run after only `fleet` itself was killed", async () => {
    const first = fleet.start("bootstrap", "dev");
    while ((await keyIds(fleet)).length === 0) {
      await delay(5);
    }
    first.process.kill("SIGKILL");
    await first.finished;
    expectSuccess(await fleet.run("bootstrap", "dev"));
    await expectBootstrapped(fleet);
  });
});

/** One bucket, one key, one state, which is in the bucket and says that nothing is to be done; nothing here. */
async function expectBootstrapped(fleet: TestFleet): Promise<void> {
  expect(await bucketNames(fleet)).to.have.members([
    STATE_BUCKET,
    "hyperion-dev-logs-000000000000-eu-west-1",
  ]);
  expect(await keyIds(fleet), "keys").to.have.lengthOf(1);
  const { Aliases = [] } = await new KMSClient(clientConfiguration(fleet)).send(new ListAliasesCommand({}));
  const aliases = Aliases.filter(({ AliasName }) => AliasName === "alias/hyperion-dev-state");
  expect(aliases, "aliases").to.have.lengthOf(1);
  const objects = await stateObjects(fleet);
  expect(objects).to.include(".pulumi/stacks/fleet-state/dev.json");
  expect(
    objects.filter((key) => key.startsWith(".pulumi/locks/")),
    "locks",
  ).to.deep.equal([]);
  expect(existsSync(join(fleet.home, "bootstrap", "dev")), "local state").to.equal(false);
  const preview = await fleet.run("preview", "state", "dev", "--json");
  expect(JSON.parse(preview.stdout)[0].changes, preview.stderr).to.have.all.keys("same");
}

async function bucketNames(fleet: TestFleet): Promise<readonly (string | undefined)[]> {
  const { Buckets = [] } = await new S3Client(clientConfiguration(fleet)).send(new ListBucketsCommand({}));
  return Buckets.map(({ Name }) => Name);
}

async function keyIds(fleet: TestFleet): Promise<readonly (string | undefined)[]> {
  const { Keys = [] } = await new KMSClient(clientConfiguration(fleet)).send(new ListKeysCommand({}));
  return Keys.map(({ KeyId }) => KeyId);
}

async function stateObjects(fleet: TestFleet): Promise<readonly string[]> {
  if (!(await bucketNames(fleet)).includes(STATE_BUCKET)) {
    return [];
  }
  const { Contents = [] } = await new S3Client(clientConfiguration(fleet)).send(
    new ListObjectsV2Command({ Bucket: STATE_BUCKET }),
  );
  return Contents.map(({ Key = "" }) => Key);
}

async function hasWritePolicy(fleet: TestFleet): Promise<boolean> {
  const PolicyArn = "arn:aws:iam::000000000000:policy/hyperion-dev-state-write";
  return new IAMClient(clientConfiguration(fleet)).send(new GetPolicyCommand({ PolicyArn })).then(
    () => true,
    () => false,
  );
}
