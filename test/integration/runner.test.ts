import { setTimeout as sleep } from "node:timers/promises";
import { DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import {
  CreateTagsCommand,
  DescribeNetworkInterfacesCommand,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import { StopTaskCommand } from "@aws-sdk/client-ecs";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import { OperationsLog } from "../../backend/operations/operations-log";
import type { RunnerResult } from "../../contracts/pipeline";
import { type Placement, placements } from "../../contracts/placement";
import { runtimeNames } from "../../contracts/runtime-names";
import { operationOf, serviceOf, throttling } from "../support/fault-proxy";
import { deployedRequest } from "../support/request-fixture";
import { type RunnerScenario, startRunnerScenario, until } from "../support/runner-scenario";

/** Resources of an enclave's stack: stack, provider, component, and nine of AWS. */
const RESOURCES = 12;

/** What a run does that finds all as it should be: the group's tags tell its fence. */
const TAGGED_ANEW = { same: RESOURCES - 1, update: 1 };

describe("runner", function () {
  this.timeout(600_000);
  let scenario: RunnerScenario;

  before(async () => {
    scenario = await startRunnerScenario([{ Effect: "Allow", Action: "*", Resource: "*" }]);
  });
  after(() => scenario.stop());

  it("deploys a request's host, then changes nothing but who wrote last, then destroys it", async () => {
    const deployed = await succeeded("vault", "deploy", 1);
    expect(deployed.outputs?.dnsName).to.equal("vault.dev.example.internal");
    expect(deployed.outputs?.privateIp).to.match(/^10\.0\.\d+\.\d+$/);
    expect(deployed.changes).to.deep.equal({ create: RESOURCES });

    const again = await succeeded("vault", "deploy", 2);
    expect(again).to.deep.equal({ outputs: deployed.outputs, changes: TAGGED_ANEW });

    const bucket = { s3: scenario.clients.s3, name: scenario.bucket };
    const runs = await new OperationsLog(bucket, { project: "enclave", stack: "vault" }).entries();
    expect(await messages("vault")).to.deep.equal(runs.map(({ who }) => who.run));

    const destroyed = await succeeded("vault", "destroy", 3, 2);
    expect(destroyed).to.deep.equal({ changes: { delete: RESOURCES } });
    expect(await groups()).to.deep.equal([]);
    const left = await scenario.clients.ec2.send(new DescribeNetworkInterfacesCommand({}));
    expect(left.NetworkInterfaces).to.deep.equal([]);
    expect(await objectsOf("vault", "stacks")).to.deep.equal([]);
  });

  it("has destroyed what is not there", async () => {
    expect(await succeeded("never-made", "destroy", 1)).to.deep.equal({ changes: {} });
  });

  it("makes exactly one host when it is killed while it makes it", async () => {
    await scenario.lease("killed", 1);
    await scenario.start("killed", "deploy", 1);
    // The last of its resources: once it is there, the engine is done.
    const making = "aws:autoscaling:Group killed-host creating";
    await until("the group's creation", async () => (scenario.logs().includes(making) ? true : undefined));
    for (const pid of scenario.taskHost.processIds.values()) {
      process.kill(-pid, "SIGKILL");
    }
    await until("the task's end", async () => (scenario.taskHost.processIds.size === 0 ? true : undefined));
    expect(await objectsOf("killed", "locks")).to.have.length(1);

    await succeeded("killed", "deploy", 2);
    expect(await groups()).to.have.length(1);
    expect(scenario.logs()).to.include("released the lock of a dead run");
    await succeeded("killed", "destroy", 3, 2);
    expect(await groups()).to.deep.equal([]);
  });

  it("stops gracefully, keeps the checkpoint and releases the lock when it is told to stop", async () => {
    await scenario.lease("stopped", 1);
    const execution = await scenario.start("stopped", "deploy", 1);
    await until("a lock", async () => (await objectsOf("stopped", "locks"))[0]);
    const [task] = scenario.taskHost.processIds.keys();
    await scenario.clients.ecs.send(new StopTaskCommand({ cluster: runtimeNames("dev").cluster, task }));
    const stopped = await scenario.ended(execution);
    expect(stopped.error, scenario.logs()).to.equal("DeploymentInterrupted");
    expect(await objectsOf("stopped", "locks")).to.deep.equal([]);

    await succeeded("stopped", "deploy", 2);
    expect(await groups()).to.have.length(1);
    await succeeded("stopped", "destroy", 3, 2);
  });

  it("creates nothing where there are no vCPUs for another host", async () => {
    const { ec2 } = scenario.clients;
    const tags = { Environment: "dev", Scope: "enclave", Owner: "other", EnclaveId: "there-already" };
    const { Instances: instances = [] } = await ec2.send(
      new RunInstancesCommand({
        ImageId: "ami-12345678",
        InstanceType: "c6i.2xlarge",
        MinCount: 1,
        MaxCount: 1,
        TagSpecifications: [
          {
            ResourceType: "instance",
            Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
          },
        ],
      }),
    );
    await scenario.lease("one-more", 1);
    const refused = await scenario.ended(await scenario.start("one-more", "deploy", 1));
    await ec2.send(
      new TerminateInstancesCommand({ InstanceIds: instances.map(({ InstanceId: id = "" }) => id) }),
    );
    expect(refused.error).to.equal("QuotaExceeded");
    expect(JSON.parse(refused.cause ?? "{}").message).to.equal(
      "request one-more needs a host with 4 vCPUs (c6i.xlarge), and the hosts of dev have 8 of 8: give one back, or have runtime:maxHostVcpus raised",
    );
    expect(await objectsOf("one-more", "stacks")).to.deep.equal([]);
  });

  it("goes on to the next zone and type where AWS has no host, leaves nothing behind, and stays there", async () => {
    const { clients, environment } = scenario;
    const places = placements(deployedRequest({ id: "moved" }), environment);
    const last = places.at(-1);
    await noCapacity(places.slice(0, -1));
    const { outputs } = await succeeded("moved", "deploy", 1);
    expect(outputs).to.include({ subnetId: last?.subnetId, instanceType: last?.hostType });
    const answer = await clients.autoscaling.send(new DescribeAutoScalingGroupsCommand({}));
    const made = (answer.AutoScalingGroups ?? []).map((group) => [
      group.VPCZoneIdentifier,
      group.Instances?.length,
    ]);
    expect(made).to.deep.equal([[last?.subnetId, 1]]);
    const { NetworkInterfaces: addresses } = await clients.ec2.send(new DescribeNetworkInterfacesCommand({}));
    expect(addresses?.map(({ PrivateIpAddress }) => PrivateIpAddress)).to.deep.equal([outputs?.privateIp]);
    for (const { hostType, subnetId } of places.slice(0, -1)) {
      expect(scenario.logs()).to.include(`AWS has no ${hostType} to give in ${subnetId}`);
    }

    await noCapacity([]);
    expect(await succeeded("moved", "deploy", 2)).to.deep.equal({ outputs, changes: TAGGED_ANEW });
    await succeeded("moved", "destroy", 3, 2);
  });

  describe("through an endpoint with faults", () => {
    afterEach(() => scenario.faults.choose(() => undefined));

    const hostsOf = async (id: string) => (await groups()).filter((name) => name.startsWith(`${id}-host-`));

    it("deploys one host though each kind of its engine's calls and of its own is throttled", async () => {
      const calls = new Map<string, number>();
      scenario.faults.choose((incoming) => {
        const call = `${serviceOf(incoming)} ${operationOf(incoming)}`;
        calls.set(call, (calls.get(call) ?? 0) + 1);
        return calls.get(call) === 2 ? throttling(incoming) : undefined;
      });
      const { changes } = await succeeded("throttled", "deploy", 1);
      expect(changes).to.deep.equal({ create: RESOURCES });
      expect(await hostsOf("throttled")).to.have.length(1);
      const throttled = [...calls].filter(([, count]) => count >= 2).map(([call]) => call.split(" ")[0]);
      expect(throttled).to.include.members(["ec2", "iam", "s3"]);
    });

    it("goes on where it was when the engine's endpoint was gone for a moment", async () => {
      let gone: Promise<void> | undefined;
      scenario.faults.choose((incoming) => {
        if (serviceOf(incoming) === "iam") {
          gone ??= sleep(1000).then(() => scenario.faults.choose(() => undefined));
        }
        return gone ? "cut" : undefined;
      });
      const { changes } = await succeeded("cut-off", "deploy", 1);
      expect(changes).to.deep.equal({ create: RESOURCES });
      expect(await hostsOf("cut-off")).to.have.length(1);
    });

    it("takes down what was made through faults", async () => {
      for (const id of ["throttled", "cut-off"]) {
        await succeeded(id, "destroy", 2, 2);
        expect(await hostsOf(id)).to.deep.equal([]);
      }
    });
  });

  it("leaves a person's lock alone", async () => {
    const lock = { Bucket: scenario.bucket, Key: ".pulumi/locks/organization/enclave/held/1.json" };
    const content = { pid: 1, username: "ada", hostname: "desk", timestamp: "2026-01-01T00:00:00Z" };
    await scenario.clients.s3.send(new PutObjectCommand({ ...lock, Body: JSON.stringify(content) }));
    await scenario.lease("held", 1);
    const failed = await scenario.ended(await scenario.start("held", "deploy", 1));
    expect(failed.error).to.equal("StackLocked");
    expect(failed.cause).to.include("ada on desk (process 1) since 2026-01-01T00:00:00Z");
    expect(await objectsOf("held", "locks")).to.deep.equal([lock.Key]);
    await scenario.clients.s3.send(new DeleteObjectCommand(lock));
  });

  it("touches nothing with a fence that is over", async () => {
    await scenario.lease("fenced", 2);
    const failed = await scenario.ended(await scenario.start("fenced", "deploy", 1));
    expect(failed.error).to.equal("LeaseLost");
    expect(await objectsOf("fenced", "stacks")).to.deep.equal([]);
  });

  it("records each run in the operations log of its stack", async () => {
    const bucket = { s3: scenario.clients.s3, name: scenario.bucket };
    const log = new OperationsLog(bucket, { project: "enclave", stack: "vault" });
    const entries = await log.entries();
    expect(entries.map(({ operation, outcome, changes }) => [operation, outcome, changes])).to.deep.equal([
      ["deploy", "succeeded", { create: RESOURCES }],
      ["deploy", "succeeded", TAGGED_ANEW],
      ["destroy", "succeeded", { delete: RESOURCES }],
    ]);
    expect(entries[0]?.who.caller).to.match(/^arn:aws:sts::000000000000:assumed-role\/[^/]+\/[^/]+$/);
    expect(entries[0]?.who.run).to.be.a("string");
    expect(await log.verify()).to.deep.equal([]);

    const fenced = new OperationsLog(bucket, { project: "enclave", stack: "fenced" });
    const [entry] = await fenced.entries();
    expect(entry).to.include({ operation: "deploy", outcome: "interrupted" });
  });

  async function succeeded(
    id: string,
    operation: "deploy" | "destroy",
    fence: number,
    generation = 1,
  ): Promise<RunnerResult> {
    await scenario.lease(id, fence, generation);
    const execution = await scenario.ended(await scenario.start(id, operation, fence, generation));
    expect(execution.status, `${execution.error}: ${execution.cause}\n${scenario.logs()}`).to.equal(
      "SUCCEEDED",
    );
    return JSON.parse(execution.output ?? "{}");
  }

  /** Lets AWS have no host at `places`, and have one at all others. */
  async function noCapacity(places: readonly Placement[]): Promise<void> {
    for (const subnet of scenario.environment.hostSubnetIds) {
      const types = places.filter(({ subnetId }) => subnetId === subnet).map(({ hostType }) => hostType);
      const Tags = [{ Key: "NoCapacity", Value: types.join(" ") }];
      await scenario.clients.ec2.send(new CreateTagsCommand({ Resources: [subnet], Tags }));
    }
  }

  async function groups(): Promise<string[]> {
    const answer = await scenario.clients.autoscaling.send(new DescribeAutoScalingGroupsCommand({}));
    return (answer.AutoScalingGroups ?? []).map(({ AutoScalingGroupName: name = "" }) => name);
  }

  /** What the runs have said of themselves in the stack's history, in their order. */
  async function messages(id: string): Promise<string[]> {
    const { s3 } = scenario.clients;
    const place = { Bucket: scenario.bucket, Prefix: `.pulumi/history/enclave/${id}/` };
    const { Contents: contents = [] } = await s3.send(new ListObjectsV2Command(place));
    const keys = contents.map(({ Key }) => Key ?? "").filter((key) => key.endsWith(".history.json"));
    return Promise.all(
      keys.sort().map(async (Key) => {
        const { Body: body } = await s3.send(new GetObjectCommand({ Bucket: scenario.bucket, Key }));
        return JSON.parse((await body?.transformToString()) ?? "{}").message;
      }),
    );
  }

  async function objectsOf(id: string, kind: "locks" | "stacks"): Promise<string[]> {
    const prefix = {
      locks: `.pulumi/locks/organization/enclave/${id}/`,
      stacks: `.pulumi/stacks/enclave/${id}.json`,
    };
    const answer = await scenario.clients.s3.send(
      new ListObjectsV2Command({ Bucket: scenario.bucket, Prefix: prefix[kind] }),
    );
    // Pulumi leaves the last checkpoint of a removed stack as a backup.
    return (answer.Contents ?? []).map(({ Key: key = "" }) => key).filter((key) => !key.endsWith(".bak"));
  }
});
