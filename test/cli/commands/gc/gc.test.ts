import {
  AutoScalingClient,
  type AutoScalingGroup,
  DeleteAutoScalingGroupCommand,
  DescribeAutoScalingGroupsCommand,
} from "@aws-sdk/client-auto-scaling";
import {
  CloudWatchLogsClient,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { DescribeLaunchTemplateVersionsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { BatchDeleteImageCommand, DescribeImagesCommand, ECRClient } from "@aws-sdk/client-ecr";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { type GcOptions, gc } from "../../../../cli/commands/gc/gc";
import { environmentBackend } from "../../../../cli/engine/environment-backend";
import { expiredEnclaves } from "../../../../cli/gc/finders/expired-enclaves";
import { VERSIONS_KEPT } from "../../../../cli/gc/finders/state-versions";
import { GARBAGE_KINDS } from "../../../../cli/gc/garbage";
import type { GcReport } from "../../../../cli/gc/gc-report";
import { searchOf } from "../../../../cli/gc/search";
import { FleetError } from "../../../../contracts/errors";
import { hostCost } from "../../../../contracts/prices/host-cost";
import { pricesOf } from "../../../../contracts/prices/price-origin";
import { failureOf } from "../../../support/command-context";
import { holder } from "../../../support/holders";
import { request } from "../../../support/request-fixture";
import { type WorkspaceScenario, workspace, workspaceScenario } from "../../../support/workspace-scenario";

const LIST: GcOptions = { yes: false, days: 30, kinds: GARBAGE_KINDS, timeoutSeconds: 60 };
const REMOVE: GcOptions = { ...LIST, yes: true };
const REPOSITORY = "hyperion-dev-runner";
const OLD = new Date("2025-11-01T12:00:00Z");
const OVER = "2026-01-31T11:59:59.999Z";
const GIB = 1024 ** 3;
const digest = (letter: string) => `sha256:${letter.repeat(64)}`;

/** A checkpoint with these resources of a provider. */
function checkpoint(...resources: ReadonlyArray<{ type: string; id?: string; inputs?: object }>): string {
  const latest = {
    manifest: {},
    resources: resources.map((resource, index) => ({ urn: `urn::${index}`, custom: true, ...resource })),
  };
  return JSON.stringify({ version: 3, checkpoint: { stack: "stack", latest } });
}

/** An enclave's group, as AWS tells of it. */
const groupOf = (AutoScalingGroupName: string, enclave: string, environment = "dev") =>
  ({
    AutoScalingGroupName,
    LaunchTemplate: { LaunchTemplateId: `lt-${enclave}` },
    Tags: [
      { Key: "Environment", Value: environment },
      { Key: "EnclaveId", Value: enclave },
    ],
  }) as AutoScalingGroup;

describe("fleet gc", () => {
  const ecr = new ECRClient({ region: "eu-west-1" });
  const logs = new CloudWatchLogsClient({ region: "eu-west-1" });
  const autoscaling = new AutoScalingClient({ region: "eu-west-1" });
  const ec2 = new EC2Client({ region: "eu-west-1" });
  const [registry, log] = [mockClient(ecr), mockClient(logs)];
  const [groups, templates] = [mockClient(autoscaling), mockClient(ec2)];
  let scenario: WorkspaceScenario;
  beforeEach(() => {
    registry.reset();
    log.reset();
    groups.reset();
    templates.reset();
    groups.on(DescribeAutoScalingGroupsCommand).resolves({});
    log.on(DescribeLogGroupsCommand).resolves({});
    registry.on(DescribeImagesCommand).resolves({});
    registry.on(BatchDeleteImageCommand).resolves({});
    scenario = workspaceScenario();
    Object.assign(scenario.context.clients("eu-west-1"), { ecr, logs, finders: { autoscaling, ec2 } });
    stack("base", "dev", checkpoint({ type: "aws:kms/key:Key", inputs: {} }));
    stack("runtime", "dev", checkpoint({ type: "aws:kms/key:Key", inputs: {} }));
  });
  afterEach(() => scenario.stop());

  const stack = (project: string, name: string, body: string) =>
    scenario.bucket.put(`.pulumi/stacks/${project}/${name}.json`, body);
  const report = () => scenario.context.said.results.at(-1) as GcReport;
  const found = () => report().items.map(({ kind, name, outcome }) => `${kind} ${name}: ${outcome}`);
  const images = (...all: ReadonlyArray<readonly [letter: string, at: Date]>) =>
    registry.on(DescribeImagesCommand, { repositoryName: REPOSITORY }).resolves({
      imageDetails: all.map(([letter, imagePushedAt]) => ({
        repositoryName: REPOSITORY,
        imageDigest: digest(letter),
        imageTags: [letter],
        imagePushedAt,
        imageSizeInBytes: GIB,
      })),
    });

  it("finds nothing where everything is needed", async () => {
    scenario.put(workspace());
    stack("runtime", "dev.pr-123", checkpoint());
    scenario.requests.set("signer", request({ status: "DEPLOYED", statusGeneration: 1 }));
    stack("enclave", "signer", checkpoint());
    await gc(scenario.context, "dev", LIST);
    expect(report()).to.deep.equal({
      environment: "dev",
      items: [],
      unchecked: [],
      monthlyUsd: 0,
      pricesOf: pricesOf("eu-west-1"),
    });
    expect(scenario.context.said.lines.at(-1)).to.equal("dev: nothing was found that nobody needs");
  });

  it("lists stacks that nobody asks for with what they cost, and changes nothing", async () => {
    stack("runtime", "dev.gone", checkpoint({ type: "aws:cloudwatch/dashboard:Dashboard", inputs: {} }));
    stack("enclave", "lost", checkpoint({ type: "aws:rds/instance:Instance", inputs: {} }));
    stack("enclave", "done", checkpoint());
    scenario.requests.set(
      "done",
      request({ id: "done", status: "DESTROYED", statusGeneration: 1, updatedAt: OVER }),
    );
    await gc(scenario.context, "dev", LIST);
    expect(scenario.runs).to.deep.equal([]);
    expect(scenario.context.said.lines.slice(1)).to.deep.equal([
      "KIND            NAME              SIZE  COST A MONTH  STATE  WHY",
      `orphaned-stack  enclave done            $0.00         found  its request is DESTROYED since ${OVER}; it is empty`,
      "orphaned-stack  enclave lost            $0.00         found  no request of that id",
      "orphaned-stack  runtime dev.gone        $3.00         found  no record of a workspace gone",
      "dev: 3 things, $3.00 a month for being there",
      "  price not known, not counted: 1 Instance of enclave lost",
      `  prices: ${pricesOf("eu-west-1")}`,
      "nothing was removed: `fleet gc dev --yes` removes what is listed",
    ]);
  });

  it("destroys orphaned and expired ones the normal way, and records it", async () => {
    scenario.put(workspace({ name: "pr-7", expires: OVER }));
    stack("runtime", "dev.pr-7", checkpoint());
    stack("runtime", "dev.gone", checkpoint());
    stack("enclave", "lost", checkpoint({ type: "aws:kms/key:Key", inputs: {} }));
    await gc(scenario.context, "dev", REMOVE);
    expect(scenario.runs).to.deep.equal([
      "destroy dev.pr-7",
      "remove dev.pr-7",
      "destroy lost",
      "remove lost",
      "destroy dev.gone",
      "remove dev.gone",
    ]);
    expect(scenario.record("pr-7")).to.equal(undefined);
    expect(scenario.logged("enclave/lost")).to.deep.equal([
      { operation: "gc", outcome: "succeeded", reason: undefined },
    ]);
    expect(found()).to.deep.equal([
      "expired-workspace pr-7: removed",
      "orphaned-stack enclave lost: removed",
      "orphaned-stack runtime dev.gone: removed",
    ]);
  });

  it("leaves a stack that is asked for again before it is its turn", async () => {
    stack("runtime", "dev.first", checkpoint());
    stack("runtime", "dev.second", checkpoint());
    const remove = scenario.context.engine().removeStack;
    scenario.context.engine().removeStack = async (target) => {
      scenario.put(workspace({ name: "second" }));
      await remove(target);
    };
    await gc(scenario.context, "dev", REMOVE);
    expect(scenario.runs).to.deep.equal(["destroy dev.first", "remove dev.first"]);
    expect(scenario.context.said.lines).to.include(
      "warning: orphaned-stack runtime dev.second: skipped: it is asked for meanwhile, and stays",
    );
  });

  it("skips what somebody is at work on, goes on after a failure, and fails at the end", async () => {
    stack("runtime", "dev.broken", checkpoint());
    stack("runtime", "dev.held", checkpoint());
    stack("runtime", "dev.torn", "{");
    scenario.bucket.put(
      ".fleet/leases/runtime/dev.held.json",
      JSON.stringify({
        format: 1,
        fence: 1,
        holder: holder(),
        operation: "up",
        takenAt: OVER,
        ttlSeconds: 60,
        beat: 1,
        released: false,
      }),
    );
    scenario.fail("destroy", new FleetError("DeploymentFailed", "the cluster has tasks"));
    const error = (await failureOf(gc(scenario.context, "dev", REMOVE))) as FleetError;
    expect(found()).to.deep.equal([
      "orphaned-stack runtime dev.broken: failed",
      "orphaned-stack runtime dev.held: skipped",
      "orphaned-stack runtime dev.torn: failed",
    ]);
    expect(error).to.include({
      name: "DeploymentFailed",
      message: "2 of 3 things that nobody needs could not be removed from dev",
    });
    expect(error.details).to.deep.equal([
      "orphaned-stack runtime dev.broken: the cluster has tasks",
      "orphaned-stack runtime dev.torn: its state cannot be read: restore it first, `fleet state versions runtime dev --stack dev.torn` shows from what",
    ]);
  });

  it("ends hosts that are in no stack and that nobody asks for, by their groups", async () => {
    const all = [
      groupOf("lost-host", "lost"),
      groupOf("done-host", "done"),
      groupOf("wanted-host", "wanted"),
      groupOf("kept-host", "kept"),
      groupOf("prod-host", "lost", "prod"),
    ];
    groups.on(DescribeAutoScalingGroupsCommand).resolves({ AutoScalingGroups: all });
    templates
      .on(DescribeLaunchTemplateVersionsCommand, { LaunchTemplateId: "lt-lost" })
      .resolves({ LaunchTemplateVersions: [{ LaunchTemplateData: { InstanceType: "c6i.xlarge" } }] })
      .on(DescribeLaunchTemplateVersionsCommand, { LaunchTemplateId: "lt-done" })
      .rejects(Object.assign(new Error("gone"), { name: "InvalidLaunchTemplateId.NotFound" }));
    const destroyed = { status: "DESTROYED", statusGeneration: 1, updatedAt: OVER } as const;
    scenario.requests.set("done", request({ id: "done", ...destroyed }));
    scenario.requests.set("wanted", request({ id: "wanted", status: "DEPLOYED" }));
    stack("enclave", "kept", checkpoint({ type: "aws:autoscaling/group:Group", id: "kept-host" }));

    await gc(scenario.context, "dev", { ...LIST, kinds: ["orphaned-host"] });
    const { usd } = hostCost("c6i.xlarge", "eu-west-1") as { readonly usd: number };
    expect(report().items).to.deep.equal([
      {
        kind: "orphaned-host",
        name: "lost-host",
        why: "in no stack, and there is no request lost",
        monthlyUsd: usd,
        outcome: "found",
      },
      {
        kind: "orphaned-host",
        name: "done-host",
        why: `in no stack, and request done is DESTROYED since ${OVER}`,
        outcome: "found",
      },
    ]);
    expect(groups.commandCalls(DeleteAutoScalingGroupCommand)).to.deep.equal([]);

    groups.on(DeleteAutoScalingGroupCommand).callsFake(() => {
      scenario.requests.set("done", request({ id: "done", generation: 2 }));
    });
    await gc(scenario.context, "dev", { ...REMOVE, kinds: ["orphaned-host"] });
    expect(found()).to.deep.equal(["orphaned-host lost-host: removed", "orphaned-host done-host: skipped"]);
    expect(groups.commandCalls(DeleteAutoScalingGroupCommand).map(({ args }) => args[0].input)).to.deep.equal(
      [{ AutoScalingGroupName: "lost-host", ForceDelete: true }],
    );
    expect(scenario.logged("enclave/lost")).to.deep.equal([
      {
        operation: "gc orphaned-host lost-host",
        outcome: "succeeded",
        reason: "in no stack, and there is no request lost",
      },
    ]);
  });

  it("gives enclaves back that are there for longer than they were needed", async () => {
    const deployed = (id: string, lifetimeHours: number) =>
      request({
        id,
        spec: { ...request().spec, lifetimeHours },
        status: "DEPLOYED",
        statusGeneration: 1,
        updatedAt: "2026-01-31T08:00:00.000Z",
      });
    scenario.requests.set("over", deployed("over", 4));
    scenario.requests.set("needed", deployed("needed", 5));
    await gc(scenario.context, "dev", { ...REMOVE, kinds: ["expired-enclave"] });
    expect(report().items.map(({ outcome, why }) => `${outcome}: ${why}`)).to.deep.equal([
      "removed: of payments, needed for 4 h, until 2026-01-31T12:00:00.000Z",
    ]);
    expect(scenario.requests.get("over")).to.include({ desiredState: "DESTROYED", generation: 2 });
    expect(scenario.requests.get("needed")).to.include({ desiredState: "DEPLOYED", generation: 1 });
    expect(scenario.logged("enclave/over")).to.deep.equal([
      {
        operation: "gc expired-enclave over",
        outcome: "succeeded",
        reason: "of payments, needed for 4 h, until 2026-01-31T12:00:00.000Z",
      },
    ]);
  });

  it("leaves an enclave that its requester has changed before it is its turn", async () => {
    const over = request({
      id: "over",
      status: "DEPLOYED",
      statusGeneration: 1,
      updatedAt: "2026-01-29T08:00:00.000Z",
    });
    scenario.requests.set("over", over);
    const backend = await environmentBackend(scenario.context, "dev");
    const search = searchOf(scenario.context, backend, OLD, { timeoutSeconds: 60 });
    const [garbage] = await expiredEnclaves.find(search);
    scenario.requests.set("over", { ...over, generation: 2 });
    expect(await failureOf(garbage?.remove() ?? Promise.resolve())).to.include({
      name: "OperationRefused",
      message: "it was changed meanwhile, and stays",
    });
    expect(scenario.requests.get("over")).to.include({ desiredState: "DEPLOYED" });
  });

  it("removes images that nothing names, and keeps young ones, named ones and the newest", async () => {
    images(["a", OLD], ["b", OLD], ["c", new Date("2026-01-20T00:00:00Z")], ["d", OLD]);
    const image = `111122223333.dkr.ecr.eu-west-1.amazonaws.com/${REPOSITORY}@${digest("b")}`;
    stack("runtime", "dev", checkpoint({ type: "aws:ecs/taskDefinition:TaskDefinition", inputs: { image } }));
    await gc(scenario.context, "dev", REMOVE);
    expect(found()).to.deep.equal([
      `image ${REPOSITORY}:a@sha256:aaaaaaaaaaaa: removed`,
      `image ${REPOSITORY}:d@sha256:dddddddddddd: removed`,
    ]);
    expect(report()).to.include({ monthlyUsd: 0.2 });
    const deleted = registry.commandCalls(BatchDeleteImageCommand).map(({ args }) => args[0].input);
    expect(deleted).to.deep.equal(
      ["a", "d"].map((letter) => ({
        repositoryName: REPOSITORY,
        imageIds: [{ imageDigest: digest(letter) }],
      })),
    );
  });

  it("keeps the newest image however old it is, and what ECR will not give", async () => {
    images(["a", OLD], ["b", new Date("2025-11-02T00:00:00Z")]);
    registry
      .on(BatchDeleteImageCommand)
      .resolves({ failures: [{ failureCode: "ImageReferencedByManifestList", failureReason: "in a list" }] });
    const error = (await failureOf(gc(scenario.context, "dev", REMOVE))) as FleetError;
    const name = `${REPOSITORY}:a@sha256:aaaaaaaaaaaa`;
    expect(error.details).to.deep.equal([`image ${name}: ECR keeps it: in a list`]);
    expect(scenario.logged("fleet-state/dev")).to.deep.equal([
      { operation: `gc image ${name}`, outcome: "failed", reason: "ECR keeps it: in a list" },
    ]);
  });

  it("removes no host, image or log group while a state cannot be read, and says so", async () => {
    images(["a", OLD], ["b", OLD]);
    log.on(DescribeLogGroupsCommand).resolves({ logGroups: [{ logGroupName: "/hyperion/dev/x" }] });
    groups.on(DescribeAutoScalingGroupsCommand).resolves({
      AutoScalingGroups: [groupOf("lost-host", "lost")],
    });
    stack("base", "dev", "{");
    const error = (await failureOf(gc(scenario.context, "dev", REMOVE))) as FleetError;
    expect(error).to.include({
      name: "CheckFailed",
      message: "not everything in dev could be looked at: nobody knows whether there is more",
    });
    expect(error.details).to.deep.equal([
      "orphaned-host: nobody knows which hosts are in .pulumi/stacks/base/dev.json, which cannot be read",
      "image: nobody knows which images are named by .pulumi/stacks/base/dev.json, which cannot be read",
      "log-group: nobody knows which log groups are in .pulumi/stacks/base/dev.json, which cannot be read",
    ]);
    expect(registry.commandCalls(BatchDeleteImageCommand)).to.deep.equal([]);
    expect(log.commandCalls(DeleteLogGroupCommand)).to.deep.equal([]);
  });

  it("removes old log groups of the environment's names that no stack has", async () => {
    const group = (logGroupName: string, creationTime = OLD.getTime()) => ({
      logGroupName,
      creationTime,
      storedBytes: 10 * GIB,
    });
    log
      .on(DescribeLogGroupsCommand, { logGroupNamePrefix: "/hyperion/dev/" })
      .resolves({ logGroups: [group("/hyperion/dev/runner"), group("/hyperion/dev/ws-gone/runner")] })
      .on(DescribeLogGroupsCommand, { logGroupNamePrefix: "/aws/lambda/hyperion-dev-" })
      .resolves({
        logGroups: [
          group("/aws/lambda/hyperion-dev-trigger"),
          group("/aws/lambda/hyperion-dev-new", Date.parse("2026-01-30T00:00:00Z")),
        ],
      });
    stack(
      "runtime",
      "dev",
      checkpoint(
        { type: "aws:cloudwatch/logGroup:LogGroup", id: "/hyperion/dev/runner" },
        { type: "aws:lambda/function:Function", id: "hyperion-dev-trigger" },
      ),
    );
    await gc(scenario.context, "dev", REMOVE);
    expect(found()).to.deep.equal(["log-group /hyperion/dev/ws-gone/runner: removed"]);
    expect(report()).to.include({ monthlyUsd: 0.3 });
    expect(log.commandCalls(DeleteLogGroupCommand).map(({ args }) => args[0].input)).to.deep.equal([
      { logGroupName: "/hyperion/dev/ws-gone/runner" },
    ]);
    expect(scenario.logged("fleet-state/dev")).to.deep.equal([
      {
        operation: "gc log-group /hyperion/dev/ws-gone/runner",
        outcome: "succeeded",
        reason: `created ${OLD.toISOString()}, in no stack`,
      },
    ]);
  });

  it("removes old versions of checkpoints beyond those that could be gone back to", async () => {
    const key = ".pulumi/stacks/enclave/signer.json";
    scenario.requests.set("signer", request({ status: "DEPLOYED", statusGeneration: 1 }));
    scenario.bucket.setTime(OLD);
    for (let version = 0; version < VERSIONS_KEPT + 4; version += 1) {
      stack("enclave", "signer", checkpoint());
    }
    const [newest, ...older] = (scenario.bucket.objects.get(key) ?? []).map(({ id }) => id);
    await gc(scenario.context, "dev", LIST);
    expect(report().items.map(({ name, why }) => `${name}: ${why}`)).to.deep.equal([
      `${key}: 3 versions from before 2026-01-01T12:00:00.000Z, beyond the newest ${VERSIONS_KEPT}`,
    ]);
    expect(scenario.bucket.objects.get(key)).to.have.length(VERSIONS_KEPT + 4);
    await gc(scenario.context, "dev", REMOVE);
    expect((scenario.bucket.objects.get(key) ?? []).map(({ id }) => id)).to.deep.equal([
      newest,
      ...older.slice(0, VERSIONS_KEPT),
    ]);
    expect(
      scenario.logged("fleet-state/dev").map(({ operation, outcome }) => `${operation} ${outcome}`),
    ).to.deep.equal([`gc state-version ${key} succeeded`]);
    await gc(scenario.context, "dev", LIST);
    expect(found()).to.deep.equal([]);
  });
});
