import { join } from "node:path";
import { AutoScalingClient, CreateAutoScalingGroupCommand } from "@aws-sdk/client-auto-scaling";
import { CloudWatchLogsClient, CreateLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CreateRepositoryCommand, ECRClient, PutImageCommand } from "@aws-sdk/client-ecr";
import { CreateAliasCommand, CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import {
  CreateBucketCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { ComponentResource } from "@pulumi/pulumi";
import { LocalWorkspace, PulumiCommand } from "@pulumi/pulumi/automation";
import { expect } from "chai";
import { listObjectVersions } from "../../backend/object-versions";
import { listStacks } from "../../backend/stacks";
import type { StateBucket } from "../../backend/state-bucket";
import type { EnvironmentBackend } from "../../cli/engine/environment-backend";
import { images } from "../../cli/gc/finders/images";
import { logGroups } from "../../cli/gc/finders/log-groups";
import { stateVersions, VERSIONS_KEPT } from "../../cli/gc/finders/state-versions";
import type { Garbage } from "../../cli/gc/garbage";
import { searchOf } from "../../cli/gc/search";
import { commandContext } from "../support/command-context";
import { pulumiRoot } from "../support/engine";
import { clientConfiguration, expectSuccess, startTestFleet, type TestFleet } from "../support/fleet";

const BUCKET = "hyperion-dev-state-000000000000-eu-west-1";
const OLD_VERSIONS = ".pulumi/stacks/base/dev.json";
const EMPTY = JSON.stringify({ version: 3, checkpoint: { stack: "dev", latest: { manifest: {} } } });
/** Everything here is young: what is left alone for its age is tested without an emulator. */
const KINDS = ["orphaned-stack", "orphaned-host", "image", "log-group", "state-version"];

describe("fleet gc", function () {
  this.timeout(300_000);
  let fleet: TestFleet;
  let bucket: StateBucket;

  before(async () => {
    fleet = await startTestFleet();
    const configuration = clientConfiguration(fleet);
    bucket = { s3: new S3Client({ ...configuration, forcePathStyle: true }), name: BUCKET };
    await createBackend(bucket, new KMSClient(configuration));
    await createOrphan(fleet);
    for (let version = 0; version < VERSIONS_KEPT + 3; version += 1) {
      await bucket.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: OLD_VERSIONS, Body: EMPTY }));
    }
    await createTable(new DynamoDBClient(configuration));
    await createImages(new ECRClient(configuration));
    const logs = new CloudWatchLogsClient(configuration);
    await logs.send(new CreateLogGroupCommand({ logGroupName: "/hyperion/dev/ws-gone/runner" }));
    await createHost(new AutoScalingClient(configuration));
  });
  after(() => fleet?.stop());

  const gc = async (...args: readonly string[]) => {
    const { stdout } = expectSuccess(await fleet.run("gc", "dev", "--only", ...KINDS, "--json", ...args));
    const { items } = JSON.parse(stdout) as { items: { kind: string; name: string; outcome: string }[] };
    return items.map(({ kind, name, outcome }) => `${kind} ${name}: ${outcome}`);
  };
  const versions = async () => {
    const found: string[] = [];
    for await (const { key, versionId } of listObjectVersions(bucket, OLD_VERSIONS)) {
      found.push(`${key} ${versionId}`);
    }
    return found;
  };

  it("leaves alone what is young, and only lists without --yes", async () => {
    expect(await gc()).to.deep.equal([
      "orphaned-stack runtime dev.gone: found",
      "orphaned-host lost-host: found",
    ]);
    expect(await versions()).to.have.length(VERSIONS_KEPT + 3);
  });

  it("has the engine destroy an orphaned stack, ends an orphaned host, and finds nothing afterwards", async () => {
    expect(await gc("--yes")).to.deep.equal([
      "orphaned-stack runtime dev.gone: removed",
      "orphaned-host lost-host: removed",
    ]);
    const stacks: string[] = [];
    for await (const { project, stack } of listStacks(bucket)) {
      stacks.push(`${project} ${stack}`);
    }
    expect(stacks).to.deep.equal(["base dev"]);
    expect(await gc()).to.deep.equal([]);
  });

  it("removes images, log groups and versions from ECR, CloudWatch and S3, and finds them no more", async () => {
    const configuration = clientConfiguration(fleet);
    const clients = {
      s3: bucket.s3,
      ecr: new ECRClient(configuration),
      logs: new CloudWatchLogsClient(configuration),
    };
    const backend = { environment: "dev", region: "eu-west-1", bucketName: BUCKET } as EnvironmentBackend;
    const tomorrow = new Date(Date.now() + 24 * 3_600_000);
    const search = () =>
      searchOf(commandContext({ home: fleet.home, clients }), backend, tomorrow, { timeoutSeconds: 60 });
    const before = await versions();
    const found: Garbage[] = [];
    for (const finder of [images, logGroups, stateVersions]) {
      found.push(...(await finder.find(search())));
    }
    expect(new Set(found.map(({ kind }) => kind))).to.have.keys("image", "log-group", "state-version");
    expect(found.map(({ name }) => name)).to.include.members(["/hyperion/dev/ws-gone/runner", OLD_VERSIONS]);
    for (const garbage of found) {
      await garbage.remove();
    }
    expect(await versions()).to.deep.equal(before.slice(0, VERSIONS_KEPT + 1));
    for (const finder of [images, logGroups, stateVersions]) {
      expect(await finder.find(search())).to.deep.equal([]);
    }
  });
});

async function createBackend({ s3 }: StateBucket, kms: KMSClient): Promise<void> {
  const where = { LocationConstraint: "eu-west-1" } as const;
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration: where }));
  await s3.send(
    new PutBucketVersioningCommand({ Bucket: BUCKET, VersioningConfiguration: { Status: "Enabled" } }),
  );
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  await kms.send(
    new CreateAliasCommand({ AliasName: "alias/hyperion-dev-state", TargetKeyId: KeyMetadata?.KeyId }),
  );
}

/** A copy of runtime without a record, saved by the real engine. */
async function createOrphan(fleet: TestFleet): Promise<void> {
  const program = async () => {
    new ComponentResource("test:index:Component", "left-over");
  };
  const stack = await LocalWorkspace.createOrSelectStack(
    { projectName: "runtime", stackName: "dev.gone", program },
    {
      workDir: join(fleet.home, "runtime"),
      pulumiCommand: await PulumiCommand.get({ root: pulumiRoot() }),
      secretsProvider: "awskms://alias/hyperion-dev-state?region=eu-west-1",
      envVars: {
        ...fleet.environment,
        PULUMI_BACKEND_URL: `s3://${BUCKET}?region=eu-west-1`,
        PULUMI_SKIP_UPDATE_CHECK: "true",
      },
    },
  );
  await stack.up();
}

async function createTable(dynamodb: DynamoDBClient): Promise<void> {
  await dynamodb.send(
    new CreateTableCommand({
      TableName: "hyperion-dev-requests",
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    }),
  );
}

async function createImages(ecr: ECRClient): Promise<void> {
  const repositoryName = "hyperion-dev-runner";
  await ecr.send(new CreateRepositoryCommand({ repositoryName }));
  for (const imageTag of ["one", "two"]) {
    const imageManifest = JSON.stringify({ schemaVersion: 2, config: { digest: imageTag }, layers: [] });
    await ecr.send(new PutImageCommand({ repositoryName, imageTag, imageManifest }));
  }
}

/** The group of an enclave whose request and stack are gone. */
async function createHost(autoscaling: AutoScalingClient): Promise<void> {
  await autoscaling.send(
    new CreateAutoScalingGroupCommand({
      AutoScalingGroupName: "lost-host",
      MinSize: 1,
      MaxSize: 1,
      AvailabilityZones: ["eu-west-1a"],
      Tags: [
        { Key: "Environment", Value: "dev" },
        { Key: "EnclaveId", Value: "lost" },
      ],
    }),
  );
}
