import { AutoScalingClient, CreateAutoScalingGroupCommand } from "@aws-sdk/client-auto-scaling";
import {
  CreateLaunchTemplateCommand,
  CreateNetworkInterfaceCommand,
  CreateSubnetCommand,
  CreateTagsCommand,
  CreateVpcCommand,
  DeleteLaunchTemplateCommand,
  DeleteNetworkInterfaceCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { DeleteObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { checkHosts } from "../../backend/registry/check-hosts";
import { checkRegistry } from "../../backend/registry/check-registry";
import type { RecordFinding } from "../../backend/registry/check-stack";
import { indexStack } from "../../backend/registry/index-stack";
import { hostCost } from "../../contracts/prices/host-cost";
import { workspaceKeyOf } from "../../contracts/registry/registry-keys";
import { workspaceId } from "../../contracts/registry/workspace-id";
import { bucketResource, checkpointBody, STACK_RESOURCE } from "../support/checkpoint-body";
import { startTestRegistry, type TestRegistry } from "../support/registry";

const BASE = { project: "base", stack: "dev" } as const;
const ENCLAVE = { project: "enclave", stack: "signer" } as const;
const KEY = ".pulumi/stacks/base/dev.json";
const TAGS = ".pulumi/stacks/base/dev.pulumi-tags";

/** Later than anything in here. */
const NOW = new Date("2100-01-01T00:00:00Z");

describe("comparison of registry, state and AWS", function () {
  this.timeout(300_000);
  let registry: TestRegistry;

  beforeEach(async () => {
    registry = await startTestRegistry();
    await put(KEY, checkpointBody());
    await indexStack(registry, BASE);
  });
  afterEach(async () => {
    for (const client of opened.splice(0)) {
      client.destroy();
    }
    await registry.stop();
  });

  const opened: { destroy(): void }[] = [];
  const put = (Key: string, Body: string) =>
    registry.bucket.s3.send(new PutObjectCommand({ Bucket: registry.bucket.name, Key, Body }));
  const remove = (Key: string) =>
    registry.bucket.s3.send(new DeleteObjectCommand({ Bucket: registry.bucket.name, Key }));
  const keyOf = ({ project, stack }: RecordFinding["stack"]) =>
    workspaceKeyOf(workspaceId(registry.bucket.name, project, stack));
  const compared = async (settle: () => Promise<unknown> = async () => undefined) => {
    const { stacks, findings } = await checkRegistry(registry, {
      width: 2,
      looks: 1,
      now: NOW,
      settle: async () => void (await settle()),
    });
    return [
      stacks,
      ...findings.map(({ stack, fault, told }) => `${stack.project} ${stack.stack}: ${fault}: ${told}`),
    ];
  };

  it("finds nothing where the registry follows the state", async () => {
    expect(await compared()).to.deep.equal([1]);
  });

  it("finds what the registry does not know, and what is gone, until it is indexed", async () => {
    await put(".pulumi/stacks/runtime/dev.json.gz", "damaged");
    await put(".pulumi/stacks/state/dev.json", checkpointBody());
    await put(".pulumi/stacks/fleet-state/dev.json", checkpointBody());
    await remove(KEY);
    expect(await compared()).to.deep.equal([
      3,
      "base dev: orphaned: the registry has it as active, and its state is gone",
      "runtime dev: missing: it has a state, and the registry does not know it",
      "state dev: missing: it has a state, and the registry does not know it",
    ]);
    for (const stack of [
      BASE,
      { project: "runtime", stack: "dev" },
      { project: "state", stack: "dev" },
    ] as const) {
      await indexStack(registry, stack, "anew");
    }
    // What is recorded as destroyed has nothing any more that could differ.
    expect(await compared()).to.deep.equal([2]);
  });

  it("finds resources, locks and tags that are not as in the state", async () => {
    await put(KEY, checkpointBody([STACK_RESOURCE, bucketResource("two"), bucketResource("three")]));
    await put(TAGS, '{"version":1,"tags":{"team":"ada"}}');
    await put(
      ".pulumi/locks/organization/base/dev/1.json",
      JSON.stringify({ pid: 1, username: "ada", hostname: "laptop", timestamp: "2026-01-31T11:00:00Z" }),
    );
    const [, stale, tags] = await compared();
    expect(stale).to.match(
      /^base dev: stale: not as in its state: resourceCount, .*running, lockHolder and 3 resources$/,
    );
    expect(tags).to.equal("base dev: tags: not as in its state: stackTags");
    await indexStack(registry, BASE, "anew");
    expect(await compared()).to.deep.equal([1]);
  });

  it("does not tell what is indexed a moment later", async () => {
    await put(KEY, checkpointBody([STACK_RESOURCE, bucketResource("two")]));
    expect(await compared(() => indexStack(registry, BASE))).to.deep.equal([1]);
  });

  it("finds what is being created, and nobody works on it", async () => {
    await put(KEY, checkpointBody([STACK_RESOURCE]));
    await indexStack(registry, BASE);
    expect(await compared()).to.deep.equal([
      1,
      "base dev: stuck: it is being created since 2026-01-31T12:00:00.000Z, and nobody works on it",
    ]);
  });

  it("ignores a row that an indexing has only begun", async () => {
    await registry.table.claim(keyOf(ENCLAVE));
    expect(await compared()).to.deep.equal([1]);
  });

  it("finds addresses that no workspace has, and enclaves whose address is gone", async () => {
    const { ec2, ...clients } = await cloud();
    const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }));
    const { Subnet } = await ec2.send(
      new CreateSubnetCommand({ VpcId: Vpc?.VpcId, CidrBlock: "10.0.0.0/24" }),
    );
    const tagged = async (tags: Readonly<Record<string, string>>) => {
      const { NetworkInterface } = await ec2.send(
        new CreateNetworkInterfaceCommand({ SubnetId: Subnet?.SubnetId }),
      );
      const id = NetworkInterface?.NetworkInterfaceId ?? "";
      await ec2.send(new CreateTagsCommand({ Resources: [id], Tags: tagList(tags) }));
      return id;
    };
    const found = () => checkHosts(registry, { ec2, ...clients });
    const id = await tagged({ Environment: "dev", EnclaveId: "signer" });
    await tagged({ Environment: "prod", EnclaveId: "signer" });
    await tagged({ Environment: "dev" });
    expect(await found()).to.deep.equal([
      { stack: ENCLAVE, fault: "cloud", told: `network interface ${id} is in AWS, and no workspace has it` },
    ]);

    await deployed(bucketResource("host", { type: "aws:ec2/networkInterface:NetworkInterface", id }));
    expect(await found()).to.deep.equal([]);

    await ec2.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId: id }));
    expect(await found()).to.deep.equal([
      {
        stack: ENCLAVE,
        fault: "cloud",
        told: "it is active, and its host's network interface is not in AWS",
      },
    ]);
  });

  it("finds groups that no workspace has, with what their hosts cost", async () => {
    const { ec2, autoscaling } = await cloud();
    const { LaunchTemplate: { LaunchTemplateId } = {} } = await ec2.send(
      new CreateLaunchTemplateCommand({
        LaunchTemplateName: "signer-host",
        LaunchTemplateData: { InstanceType: "c6i.xlarge" },
      }),
    );
    const group = (AutoScalingGroupName: string, tags: Readonly<Record<string, string>>) =>
      autoscaling.send(
        new CreateAutoScalingGroupCommand({
          AutoScalingGroupName,
          MinSize: 1,
          MaxSize: 1,
          AvailabilityZones: ["eu-west-1a"],
          LaunchTemplate: { LaunchTemplateId, Version: "1" },
          Tags: tagList(tags),
        }),
      );
    const found = () => checkHosts(registry, { ec2, autoscaling });
    await group("ours", { Environment: "dev", EnclaveId: "signer" });
    await group("theirs", { Environment: "prod", EnclaveId: "signer" });
    await group("others", { Environment: "dev" });
    const { usd } = hostCost("c6i.xlarge", "eu-west-1") as { readonly usd: number };
    const keeps = (host: string) => [
      { stack: ENCLAVE, fault: "cloud", told: `group ours keeps ${host} running, and no workspace has it` },
    ];
    expect(await found()).to.deep.equal(keeps(`a host (c6i.xlarge, about $${usd.toFixed(2)} a month)`));
    await ec2.send(new DeleteLaunchTemplateCommand({ LaunchTemplateId }));
    expect(await found()).to.deep.equal(keeps("a host of a type that nobody knows"));

    await deployed(bucketResource("host", { type: "aws:autoscaling/group:Group", id: "ours" }));
    expect((await found()).map(({ told }) => told)).to.deep.equal([
      "it is active, and its host's network interface is not in AWS",
    ]);
  });

  const deployed = async (resource: ReturnType<typeof bucketResource>) => {
    await put(".pulumi/stacks/enclave/signer.json", checkpointBody([STACK_RESOURCE, resource]));
    await indexStack(registry, ENCLAVE);
  };
  const tagList = (tags: Readonly<Record<string, string>>) =>
    Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  const cloud = async () => {
    const endpoint = await registry.bucket.s3.config.endpoint?.();
    const configuration = {
      endpoint: `${endpoint?.protocol}//${endpoint?.hostname}:${endpoint?.port}`,
      region: "eu-west-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    };
    const clients = {
      ec2: new EC2Client(configuration),
      autoscaling: new AutoScalingClient(configuration),
    };
    opened.push(...Object.values(clients));
    return clients;
  };
});
