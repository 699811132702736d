import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { CloudWatchLogsClient, DeleteLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  DescribeTableCommand,
  DynamoDBClient,
  TagResourceCommand,
  UpdateTableCommand,
} from "@aws-sdk/client-dynamodb";
import {
  AuthorizeSecurityGroupIngressCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
  type SecurityGroup,
} from "@aws-sdk/client-ec2";
import { AttachRolePolicyCommand, DetachRolePolicyCommand, IAMClient } from "@aws-sdk/client-iam";
import { GetBucketPolicyCommand, PutBucketPolicyCommand, S3Client } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { stringify } from "yaml";
import type { EnvironmentDrift } from "../../cli/drift/environment-drift";
import type { StackDrift } from "../../cli/drift/stack-drift";
import type { DriftedResource } from "../../cli/engine/detect-drift";
import { clientConfiguration, expectSuccess, startTestFleet, type TestFleet } from "../support/fleet";

const BUCKET = "hyperion-dev-state-000000000000-eu-west-1";
const TABLE = "hyperion-dev-requests";
const SSH_FROM_ANYWHERE = {
  IpProtocol: "tcp",
  FromPort: 22,
  ToPort: 22,
  IpRanges: [{ CidrIp: "0.0.0.0/0" }],
};
const ADMINISTRATOR = {
  RoleName: "hyperion-dev-runner",
  PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess",
};

// The tests follow one environment, in order: untouched, changed behind the engine's back, settled.
describe("fleet drift", function () {
  this.timeout(300_000);
  let fleet: TestFleet;
  let clients: Readonly<{
    s3: S3Client;
    ec2: EC2Client;
    iam: IAMClient;
    dynamodb: DynamoDBClient;
    logs: CloudWatchLogsClient;
  }>;

  before(async () => {
    fleet = await startTestFleet();
    const configuration = clientConfiguration(fleet);
    clients = {
      s3: new S3Client(configuration),
      ec2: new EC2Client(configuration),
      iam: new IAMClient(configuration),
      dynamodb: new DynamoDBClient(configuration),
      logs: new CloudWatchLogsClient(configuration),
    };
    await recordAuditTrail(fleet);
    expectSuccess(await fleet.run("bootstrap", "dev"));
    expectSuccess(await fleet.run("up", "all", "dev"));
  });
  after(async () => {
    for (const client of Object.values(clients ?? {})) {
      client.destroy();
    }
    await fleet?.stop();
  });

  it("finds nothing in state, base and runtime that nobody has touched", async () => {
    const { stdout } = expectSuccess(await fleet.run("drift", "dev", "--json"));
    const { stacks } = JSON.parse(stdout) as EnvironmentDrift;
    expect(stacks).to.deep.equal(
      ["state", "base", "runtime"].map((project) => ({
        project,
        stack: "dev",
        resources: [],
        suppressed: [],
        lockedBy: [],
      })),
    );
  });

  it("finds what was changed, deleted and added, attribute by attribute", async () => {
    await openBucketPolicy(clients.s3);
    const [runner, host] = [
      await groupId(clients.ec2, "hyperion-dev-runner"),
      await groupId(clients.ec2, "hyperion-dev-host"),
    ];
    await clients.ec2.send(
      new AuthorizeSecurityGroupIngressCommand({ GroupId: runner, IpPermissions: [SSH_FROM_ANYWHERE] }),
    );
    await revokeEgress(clients.ec2, host);
    await clients.dynamodb.send(
      new UpdateTableCommand({ TableName: TABLE, DeletionProtectionEnabled: false }),
    );
    await tagTable(clients.dynamodb, "mallory");
    await clients.iam.send(new AttachRolePolicyCommand(ADMINISTRATOR));
    await clients.logs.send(new DeleteLogGroupCommand({ logGroupName: "/hyperion/dev/runner" }));

    const { code, stdout, stderr } = await fleet.run("drift", "dev", "--json");

    expect(code, stderr).to.equal(5);
    expect(stderr).to.contain(
      "error: 6 resources of dev are not as deployed, 6 of security: bring it back by --repair, take it over by --accept, or live with it for a time by drift-suppressions.dev.yaml\n",
    );
    const { stacks } = JSON.parse(stdout) as EnvironmentDrift;
    expect(stacks.flatMap(({ project, resources }) => resources.map(outline(project)))).to.deep.equal([
      ["state", "state-policy", "changed", '! policy.Statement["Open"]'],
      ["base", "groups-host-https", "deleted"],
      ["base", "groups-runner", "changed", '! ingress["tcp 22 from 0.0.0.0/0"]'],
      ["base", "requests", "changed", "! deletionProtectionEnabled", "tags.Owner"],
      ["base", "runner-runner", "changed", `! managedPolicyArns["${ADMINISTRATOR.PolicyArn}"]`],
      ["runtime", "runner-log", "deleted"],
    ]);
    const table = stacks[1]?.resources.find(({ name }) => name === "requests");
    expect(table?.attributes.map(({ deployed, found }) => [deployed, found])).to.deep.equal([
      [true, false],
      ["platform", "mallory"],
    ]);
    const [change] = table?.changedBy ?? [];
    expect(change).to.include({ event: "UpdateTable", who: "test", from: "127.0.0.1" });
  });

  it("says why suppressions cannot be used, before it compares anything", async () => {
    const path = suppress({ type: "aws:*", attribute: "tags.*", reason: "because", expires: "soon" });
    const { code, stdout, stderr } = await fleet.run("drift", "base", "dev");
    expect(code).to.equal(1);
    expect(stdout).not.to.contain("base dev:");
    expect(stderr.trim()).to.equal(
      [
        `error: ${path} cannot be used: nothing was compared, because what it means to suppress is not known`,
        '  - suppressions[0].reason is "because"; use a sentence that says why, 10 characters or more',
        '  - suppressions[0].expires is "soon"; use the last day that it holds, for instance 2026-12-31',
      ].join("\n"),
    );
  });

  it("lives with what a suppression covers, and says until when and why", async () => {
    suppress(
      {
        type: "aws:cloudwatch/logGroup:LogGroup",
        deleted: true,
        reason: "moved to the log archive",
        expires: "2999-12-31",
      },
      { type: "aws:s3/*", attribute: "policy*", reason: "audit of last winter", expires: "2020-01-31" },
    );
    const { stdout } = expectSuccess(await fleet.run("drift", "runtime", "dev"));
    expect(stdout.split("\n").slice(1)).to.deep.equal([
      "runtime dev: as deployed, 1 suppressed",
      "    runner-log  deleted; suppressed until 2999-12-31: moved to the log archive",
      "warning: suppression of policy* of aws:s3/* has expired on 2020-01-31",
      "",
    ]);
  });

  it("takes over what was found into the state, once that is confirmed", async () => {
    const unasked = await fleet.run("drift", "state", "dev", "--accept");
    expect(unasked.code).to.equal(3);
    expect(unasked.stderr).to.contain(
      "error: This takes over what was found into the state of state dev; the next up brings it back unless the program says the same. Add --yes to do it.",
    );
    expectSuccess(await fleet.run("drift", "state", "dev", "--accept", "--yes"));
    expectSuccess(await fleet.run("drift", "state", "dev"));
    const preview = expectSuccess(await fleet.run("preview", "state", "dev", "--json"));
    expect(JSON.parse(preview.stdout)[0].changes).to.include({ update: 1 });
  });

  it("brings back what the program says, and names what it cannot", async () => {
    const { code, stdout, stderr } = await fleet.run("drift", "base", "dev", "--repair", "--yes", "--json");
    expect(code, stderr).to.equal(5);
    const { operations, remaining } = JSON.parse(stdout);
    expect(operations[0]).to.deep.include({ project: "base", operation: "up" });
    expect(remaining.flatMap((stack: StackDrift) => stack.resources.map(outline("base")))).to.deep.equal([
      ["base", "groups-runner", "changed", '! ingress["tcp 22 from 0.0.0.0/0"]'],
      ["base", "runner-runner", "changed", `! managedPolicyArns["${ADMINISTRATOR.PolicyArn}"]`],
    ]);
    const { Table } = await clients.dynamodb.send(new DescribeTableCommand({ TableName: TABLE }));
    expect(Table?.DeletionProtectionEnabled).to.equal(true);
    const [group] = await groups(clients.ec2, "hyperion-dev-host");
    expect(group?.IpPermissionsEgress?.map(({ FromPort }) => FromPort)).to.deep.equal([443]);
  });

  it("finds nothing more once the rest was removed by hand, and names the suppressions that cover nothing", async () => {
    await clients.iam.send(new DetachRolePolicyCommand(ADMINISTRATOR));
    const GroupId = await groupId(clients.ec2, "hyperion-dev-runner");
    await clients.ec2.send(
      new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions: [SSH_FROM_ANYWHERE] }),
    );
    suppress(
      {
        type: "aws:cloudwatch/logGroup:LogGroup",
        deleted: true,
        reason: "moved to the log archive",
        expires: "2999-12-31",
      },
      { type: "aws:sqs/*", attribute: "*", reason: "nobody remembers why", expires: "2999-12-31" },
    );
    const { stdout } = expectSuccess(await fleet.run("drift", "dev"));
    expect(stdout).to.contain(
      "warning: suppression of * of aws:sqs/* covers nothing: remove it (nobody remembers why)\n",
    );
  });

  function suppress(...suppressions: readonly object[]): string {
    const path = join(fleet.home, "drift-suppressions.dev.yaml");
    writeFileSync(path, stringify({ suppressions }));
    return path;
  }
});

/** A resource's drift in one line; `!` marks attributes of security. */
function outline(project: string) {
  return ({ name, kind, attributes }: DriftedResource): readonly string[] => [
    project,
    name,
    kind,
    ...attributes.map(({ path, security }) => (security ? `! ${path}` : path)),
  ];
}

/** Off in the emulator unless it is told. */
async function recordAuditTrail({ emulator }: TestFleet): Promise<void> {
  const answer = await fetch(`${emulator.endpoint}/_ministack/config`, {
    method: "POST",
    body: JSON.stringify({ "cloudtrail._recording_enabled": "true" }),
  });
  expect(answer.status).to.equal(200);
}

async function openBucketPolicy(s3: S3Client): Promise<void> {
  const { Policy = "" } = await s3.send(new GetBucketPolicyCommand({ Bucket: BUCKET }));
  const policy = JSON.parse(Policy);
  policy.Statement.push({
    Sid: "Open",
    Effect: "Allow",
    Principal: { AWS: "arn:aws:iam::111122223333:root" },
    Action: "s3:GetObject",
    Resource: `arn:aws:s3:::${BUCKET}/*`,
  });
  await s3.send(new PutBucketPolicyCommand({ Bucket: BUCKET, Policy: JSON.stringify(policy) }));
}

async function tagTable(dynamodb: DynamoDBClient, owner: string): Promise<void> {
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: TABLE }));
  await dynamodb.send(
    new TagResourceCommand({ ResourceArn: Table?.TableArn, Tags: [{ Key: "Owner", Value: owner }] }),
  );
}

async function groups(ec2: EC2Client, name: string): Promise<readonly SecurityGroup[]> {
  const { SecurityGroups = [] } = await ec2.send(
    new DescribeSecurityGroupsCommand({ Filters: [{ Name: "group-name", Values: [name] }] }),
  );
  return SecurityGroups;
}

async function groupId(ec2: EC2Client, name: string): Promise<string> {
  const [group] = await groups(ec2, name);
  expect(group?.GroupId, name).to.match(/^sg-/);
  return group?.GroupId ?? "";
}

async function revokeEgress(ec2: EC2Client, GroupId: string): Promise<void> {
  const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [GroupId] }));
  const IpPermissions = SecurityGroups[0]?.IpPermissionsEgress;
  await ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions }));
}
