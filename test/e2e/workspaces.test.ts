import { ListClustersCommand } from "@aws-sdk/client-ecs";
import { ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { HeadObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { ListExecutionsCommand, ListStateMachinesCommand } from "@aws-sdk/client-sfn";
import { ListQueuesCommand } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import type { EnclaveRequest } from "../../contracts/enclave-request";
import { enclaveClients, resourcesOfEnclave } from "../../local/leftovers";
import { eventually } from "../support/eventually";
import { expectAllFound } from "../support/found-resources";
import { LocalFleet } from "../support/local-fleet";
import { requestFile } from "../support/request-file";

const BUCKET = "hyperion-dev-state-000000000000-eu-west-1";

describe("a workspace beside its environment", function () {
  this.timeout(600_000);
  // Each step stands on the one before it.
  this.bail(true);
  let local: LocalFleet;
  let untouched: unknown;

  before(async () => {
    local = await LocalFleet.start();
    for (const args of [["bootstrap"], ["up", "base"], ["up", "runtime"]]) {
      await local.json(...args, "dev");
    }
    untouched = await devStack();
  });

  after(async () => {
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

  it("goes with its enclaves, and leaves its environment's resources, stack and rows as they were", async () => {
    const row = await show("of-dev");
    const { exitCode, stderr } = await local.run("workspace", "destroy", "pr-123", "--yes");
    expect(exitCode, stderr + local.log).to.equal(0);

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
