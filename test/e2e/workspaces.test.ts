import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ListClustersCommand } from "@aws-sdk/client-ecs";
import { ListFunctionsCommand } from "@aws-sdk/client-lambda";
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { ListExecutionsCommand, ListStateMachinesCommand } from "@aws-sdk/client-sfn";
import { ListQueuesCommand } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import type { WorkspaceRecord } from "../../backend/workspaces/workspace-record";
import type { EnclaveRequest } from "../../contracts/enclave-request";
import { enclaveClients, resourcesOfEnclave } from "../../local/leftovers";
import { eventually } from "../support/eventually";
import { expectAllFound } from "../support/found-resources";
import { type Job, startJob } from "../support/github-job";
import { LocalFleet } from "../support/local-fleet";
import { requestFile } from "../support/request-file";
import { stopAtFirstFailure } from "../support/steps";

const BUCKET = "hyperion-dev-state-000000000000-eu-west-1";
const HOUR = 3_600_000;

describe("a workspace beside its environment", function () {
  this.timeout(600_000);
  // Each step stands on the one before it.
  stopAtFirstFailure();
  let local: LocalFleet;
  let job: Job | undefined;
  let untouched: unknown;

  before(async () => {
    local = await LocalFleet.start();
    const settings = join(local.profile.home, "Pulumi.dev.yaml");
    const text = readFileSync(settings, "utf8");
    writeFileSync(settings, text.replace("config:\n", "config:\n  state:githubRepository: team/fleet\n"));
    for (const args of [["bootstrap"], ["up", "base"], ["up", "runtime"]]) {
      await local.json(...args, "dev");
    }
    untouched = await devStack();
  });

  after(async () => {
    await job?.stop();
    await local?.stop();
  });

  const show = (id: string) => local.json<EnclaveRequest>("enclave", "show", "dev", id);

  /** The version of the checkpoint of dev's own runtime. */
  async function devStack(): Promise<unknown> {
    const { VersionId, ETag } = await local.aws.s3.send(
      new HeadObjectCommand({ Bucket: BUCKET, Key: ".pulumi/stacks/runtime/dev.json" }),
    );
    return { VersionId, ETag };
  }

  /** Names of executions by that of their state machine. */
  async function executions(): Promise<Record<string, string[]>> {
    const { stateMachines = [] } = await local.aws.sfn.send(new ListStateMachinesCommand({}));
    const entries = stateMachines.map(async ({ stateMachineArn, name = "" }) => {
      const { executions: found = [] } = await local.aws.sfn.send(
        new ListExecutionsCommand({ stateMachineArn }),
      );
      return [name, found.map((execution) => execution.name ?? "").sort()] as const;
    });
    return Object.fromEntries(await Promise.all(entries));
  }

  it("is created by one of two who want its name at once; the other is told who has it", async () => {
    const create = (owner: string) =>
      local.run("workspace", "create", "pr-123", "--from", "dev", "--ttl", "8h", "--owner", owner);
    const both = await Promise.all([create("ada"), create("grace")]);
    const [winner, loser] = both.toSorted((left, right) => left.exitCode - right.exitCode);
    expect(winner?.exitCode, winner?.stderr).to.equal(0);
    expect(winner?.stdout).to.match(/status +active\n/);
    expect(loser?.exitCode).to.not.equal(0);
    expect(loser?.stderr).to.match(
      /error: (runtime dev\.pr-123 is in use: wait for it, for instance with --wait 10m\n {2}- \S+ on \S+ \(process \d+\) since \S+ for workspace create: |workspace pr-123 of dev belongs to (ada|grace) until \S+: choose another name)/,
    );
    expect(await devStack()).to.deep.equal(untouched);
  });

  it("carries out the requests that name it, and its environment all others", async () => {
    const [copys, devs] = await Promise.all([
      local.run("enclave", "request", "dev", requestFile("of-copy"), "--workspace", "pr-123", "--wait"),
      local.run("enclave", "request", "dev", requestFile("of-dev"), "--wait"),
    ]);
    expect(copys.exitCode, copys.stderr + local.log).to.equal(0);
    expect(devs.exitCode, devs.stderr + local.log).to.equal(0);
    expect(await executions()).to.deep.equal({
      "hyperion-dev-deploy": ["of-dev-g1-deploy"],
      "hyperion-dev-cleanup": [],
      "hyperion-dev-ws-pr-123-deploy": ["of-copy-g1-deploy"],
      "hyperion-dev-ws-pr-123-cleanup": [],
    });
    expect(await show("of-copy")).to.include({ workspace: "pr-123", status: "DEPLOYED" });
  });

  it("keeps its requests to itself: nobody asks for one of them without its name", async () => {
    const { exitCode, stderr } = await local.run("enclave", "request", "dev", requestFile("of-copy"));
    expect(exitCode).to.equal(3);
    expect(stderr).to.equal(
      "error: request of-copy belongs to workspace pr-123: choose another id, or add --workspace pr-123\n",
    );
    const other = await local.run("enclave", "request", "dev", requestFile("lost"), "--workspace", "pr-7");
    expect(other.exitCode).to.equal(2);
    expect(other.stderr).to.equal(
      "error: workspace pr-7 of dev is not there: create it with `fleet workspace create pr-7 --from dev`, or leave --workspace out\n",
    );
  });

  it("is not taken for dev's own by commands that name a stack", async () => {
    await eventually("the registry has its resources", async () => {
      const shown = await local.json<{ resourceCount: number; status: string }>(
        "workspace",
        "show",
        "pr-123",
      );
      return shown.resourceCount > 30 && shown.status === "active";
    });
    const { exitCode, stdout } = await local.run("lock", "show", "runtime", "dev", "--stack", "pr-123");
    expect(exitCode).to.equal(0);
    expect(stdout).to.include("dev.pr-123");
  });

  it("keeps base from being taken down under it", async () => {
    const { exitCode, stderr } = await local.run("down", "base", "dev", "--delete-data", "--yes");
    expect(exitCode).to.equal(3);
    expect(stderr).to.include("dev.pr-123");
  });

  it("is found without its name once it is selected, and lives longer when it is asked to", async () => {
    expect((await local.run("workspace", "select", "pr-123")).stdout).to.equal("dev pr-123\n");
    const { name, expires } = await local.json<WorkspaceRecord>("workspace", "show");
    expect(name).to.equal("runtime/dev.pr-123");
    const longer = await local.json<WorkspaceRecord>("workspace", "extend", "pr-123", "--ttl", "2d");
    expect(Date.parse(longer.expires) - Date.parse(expires)).to.be.greaterThan(39 * HOUR);
    const shorter = await local.json<WorkspaceRecord>("workspace", "extend", "pr-123", "--ttl", "15m");
    expect(shorter.expires).to.equal(longer.expires);
    expect(await local.json("workspace", "expire")).to.deep.equal([]);
  });

  it("goes with its enclaves once its time is over, by the role of the hourly job, and leaves its environment as it was", async () => {
    const row = await show("of-dev");
    await age("pr-123", new Date(Date.now() - HOUR).toISOString());
    const [asked] = await local.json<unknown[]>("workspace", "expire", "--dry-run");
    expect(asked).to.include({ name: "pr-123", outcome: "would be destroyed" });
    job = await startJob(local.profile, "arn:aws:iam::000000000000:role/hyperion-dev-github-deploy", {
      sub: "repo:team/fleet:environment:dev",
    });
    const { code, stderr } = await job.run("workspace", "expire", "dev");
    expect(code, stderr + local.log).to.equal(0);
    const again = await local.run("workspace", "destroy", "pr-123", "--yes");
    expect(again.exitCode, again.stderr).to.equal(0);
    expect((await local.run("workspace", "select")).stdout).to.equal("dev\n");

    const copys = await show("of-copy");
    expect(copys).to.include({ status: "DESTROYED", generation: 2 });
    expect(copys).to.not.have.property("workspace");
    expect(await resourcesOfEnclave(enclaveClients(local.profile), "dev", "of-copy")).to.deep.equal([]);
    expect(await show("of-dev")).to.deep.equal(row);
    expect(await devStack()).to.deep.equal(untouched);
    await expectAllFound(local.aws, "runtime", "dev");
    await expectAllFound(local.aws, "enclave", "of-dev");
    expect(await namesOfCopies()).to.deep.equal([]);
    const { Contents: left = [] } = await local.aws.s3.send(
      new ListObjectsV2Command({ Bucket: BUCKET, Prefix: ".pulumi/stacks/runtime/dev.pr-123" }),
    );
    // The engine keeps the last checkpoint of a stack that it removes.
    const checkpoints = left.filter(({ Key }) => !Key?.endsWith(".bak"));
    expect(checkpoints.map(({ Key }) => Key)).to.deep.equal([]);
    await eventually("the registry knows that it is gone", async () => {
      const { workspaces } = await local.json<{ workspaces: readonly { name: string }[] }>(
        "workspace",
        "list",
        "dev",
        "--template",
        "runtime",
      );
      return workspaces.every(({ name }) => name === "runtime/dev");
    });
  });

  /** Sets the end of a workspace's time, as if that had been asked for when it was created. */
  async function age(name: string, expires: string): Promise<void> {
    const place = { Bucket: BUCKET, Key: `.fleet/workspaces/${name}.json` };
    const { Body } = await local.aws.s3.send(new GetObjectCommand(place));
    const record = JSON.parse((await Body?.transformToString()) ?? "");
    await local.aws.s3.send(new PutObjectCommand({ ...place, Body: JSON.stringify({ ...record, expires }) }));
  }

  async function namesOfCopies(): Promise<string[]> {
    const [functions, machines, queues, clusters] = await Promise.all([
      local.aws.lambda.send(new ListFunctionsCommand({})),
      local.aws.sfn.send(new ListStateMachinesCommand({})),
      local.aws.sqs.send(new ListQueuesCommand({})),
      local.aws.ecs.send(new ListClustersCommand({})),
    ]);
    return [
      ...(functions.Functions ?? []).map(({ FunctionName }) => FunctionName ?? ""),
      ...(machines.stateMachines ?? []).map(({ name }) => name ?? ""),
      ...(queues.QueueUrls ?? []),
      ...(clusters.clusterArns ?? []),
    ].filter((name) => name.includes("-ws-"));
  }
});
