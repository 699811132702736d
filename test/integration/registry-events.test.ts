import { rmSync } from "node:fs";
import { join } from "node:path";
import { DeleteItemCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { findResources, ownerOf } from "../../backend/registry/find-resources";
import { RegistryTable } from "../../backend/registry/registry-table";
import type { AuditEvent } from "../../cli/audit/audit-event";
import type { RegistryMigration } from "../../cli/commands/registry/migrate";
import type { DeploymentRecord, ResourceRecord } from "../../contracts/registry/records";
import { workspaceKeyOf } from "../../contracts/registry/registry-keys";
import { workspaceId } from "../../contracts/registry/workspace-id";
import { eventually } from "../support/eventually";
import { fileId, metadataOf, smallTerraformState, writeFileWorkspaces } from "../support/file-workspaces";
import {
  clientConfiguration,
  expectSuccess,
  type Finished,
  startTestFleet,
  type TestFleet,
} from "../support/fleet";
import { SmallStackEngine } from "../support/small-stack";

const BUCKET = "hyperion-dev-state-000000000000-eu-west-1";

describe("registry of a bootstrapped environment", function () {
  this.timeout(600_000);
  let fleet: TestFleet;
  let table: RegistryTable;

  before(async () => {
    fleet = await startTestFleet();
    expectSuccess(await fleet.run("bootstrap", "dev"));
    table = new RegistryTable(new DynamoDBClient(clientConfiguration(fleet)), "hyperion-dev-registry");
  });
  after(() => fleet.stop());

  it("knows the state's own stack, and whose its bucket is", async () => {
    const owner = async () => {
      const found = await findResources(table, BUCKET);
      return found.find(({ resource }) => resource.type === "aws:s3/bucket:Bucket")?.workspace;
    };
    await eventually("the state's own bucket is found", async () => (await owner()) !== undefined);
    expect(await owner()).to.include({ name: "state/dev", environment: "dev" });
  });

  it("follows a stack that the engine alone deploys", async () => {
    const engine = new SmallStackEngine(fleet, BUCKET);
    const id = workspaceId(BUCKET, "base", "dev");
    const settledWith = (count: number) => async () => {
      const owner = await ownerOf(table, id);
      return owner?.resourceCount === count && owner.status === "active";
    };
    await engine.up({ components: { one: {}, two: {} } });
    await eventually("both components are recorded", settledWith(2));
    await engine.up({ components: { two: {} } }, { PULUMI_DIY_BACKEND_GZIP: "true" });
    await eventually("one component is recorded", settledWith(1));
    expect(await ownerOf(table, id)).to.include({
      name: "base/dev",
      location: `s3://${BUCKET}/.pulumi/stacks/base/dev.json.gz`,
    });
  });

  it("answers whose something is, what a stack consists of, and what was done to it", async () => {
    const found = await fleet.run("workspace", "find", "hyperion-dev-registry", "--env", "dev");
    expect(expectSuccess(found).stdout).to.match(/^dev +state\/dev +aws:dynamodb\/table:Table +registry /m);
    const unknown = await fleet.run("workspace", "find", "i-0", "--env", "dev");
    expect([unknown.code, unknown.stderr]).to.deep.equal([
      1,
      "error: no workspace of dev has a resource with the ARN, id, name or address i-0: give it whole, as AWS shows it\n",
    ]);
    const { stdout } = await fleet.run(
      "workspace",
      "resources",
      "state",
      "dev",
      "--type",
      "kms/key",
      "--json",
    );
    expect(JSON.parse(stdout).resources.map((key: ResourceRecord) => key.logicalName)).to.deep.equal([
      "state-key",
    ]);
    const history = JSON.parse((await fleet.run("workspace", "history", "base", "dev", "--json")).stdout);
    expect(history.deployments.map(({ status }: DeploymentRecord) => status)).to.deep.equal([
      "succeeded",
      "succeeded",
    ]);
  });

  it("is what a rebuild makes of the bucket", async () => {
    const id = workspaceId(BUCKET, "base", "dev");
    const before = await ownerOf(table, id);
    const { stdout } = expectSuccess(await fleet.run("registry", "rebuild", "dev", "--json"));
    const { stacks, failures } = JSON.parse(stdout);
    expect({ stacks, failures }).to.deep.equal({ stacks: 2, failures: [] });
    expect(await ownerOf(table, id)).to.deep.equal(before);
  });

  it("is compared with state and AWS, and mended where it differs", async () => {
    const { stdout } = expectSuccess(await fleet.run("doctor", "registry", "dev"));
    expect(stdout).to.match(/^the registry of dev is as its 2 stacks are$/m);
    const dynamodb = new DynamoDBClient(clientConfiguration(fleet));
    const { pk, sk } = workspaceKeyOf(workspaceId(BUCKET, "base", "dev"));
    await dynamodb.send(
      new DeleteItemCommand({ TableName: "hyperion-dev-registry", Key: { pk: { S: pk }, sk: { S: sk } } }),
    );
    dynamodb.destroy();
    const found = await fleet.run("doctor", "registry", "dev");
    expect([found.code, found.stderr]).to.deep.equal([
      6,
      "error: the registry of dev differs from its 2 stacks in 1 point\n  - base dev: missing: it has a state, and the registry does not know it\n",
    ]);
    expect(found.stdout).to.match(/^ {2}missing: --fix indexes it$/m);
    const mended = expectSuccess(await fleet.run("doctor", "registry", "dev", "--fix", "--json"));
    expect(JSON.parse(mended.stdout)).to.deep.include({ stacks: 2, indexed: ["base dev"], left: [] });
    expectSuccess(await fleet.run("doctor", "registry", "dev"));
  });

  it("takes workspaces in that were kept in files, once, and gives them back", async () => {
    const folder = writeFileWorkspaces({
      [fileId(1)]: { metadata: metadataOf("shop"), state: smallTerraformState("shop-files") },
      [fileId(2)]: { metadata: metadataOf("blog"), state: smallTerraformState("blog-files") },
      [fileId(3)]: { state: "{}" },
    });
    const migrate = (...flags: readonly string[]) =>
      fleet.run("registry", "migrate", "--source-dir", folder, "--json", ...flags);
    const did = ({ stdout }: Finished) => {
      const { steps, written } = JSON.parse(stdout) as RegistryMigration;
      return [...steps.map(({ action }) => action), written];
    };
    expect(did(expectSuccess(await migrate("--dry-run")))).to.deep.equal(["add", "add", "leave", 0]);
    const first = await migrate("--batch-size", "1");
    expect([did(first), first.code]).to.deep.equal([["add", "add", "leave", 2], 6]);
    expect(first.stderr).to.include(
      `error: 1 of 3 workspaces of ${folder} were left: correct them, and run it again; the others need not be done again\n  - ${fileId(3)}: it has no metadata\n`,
    );
    expect(await findResources(table, "blog-files")).to.have.nested.property(
      "[0].workspace.name",
      "terraform/blog",
    );
    const drawing = await fleet.run("workspace", "graph", "terraform/blog", "--env", "dev");
    expect([drawing.code, drawing.stderr]).to.deep.equal([
      3,
      "error: workspace terraform/blog is kept in Terraform's files and has no stack: change its metadata file and run `fleet registry migrate` again, or bring it into a stack by `fleet migrate terraform`\n",
    ]);
    rmSync(join(folder, fileId(3)), { recursive: true });
    rmSync(join(folder, "index.json"));
    expect(did(expectSuccess(await migrate()))).to.deep.equal(["same", "same", 0]);
    const { takenBack } = JSON.parse(expectSuccess(await migrate("--undo", "--yes")).stdout);
    expect(takenBack).to.deep.equal([fileId(1), fileId(2)]);
    expect(await findResources(table, "blog-files")).to.deep.equal([]);
    rmSync(folder, { recursive: true });
  });

  it("has in the audit log who made it anew, mended it, and moved workspaces in and out", async () => {
    const { stdout } = expectSuccess(await fleet.run("audit", "show", "dev", "--json"));
    const { events } = JSON.parse(stdout) as { events: readonly AuditEvent[] };
    const told = events
      .filter(({ action }) => action.includes("registry"))
      .map(({ action, target, outcome }) => `${action}, ${target}: ${outcome}`);
    expect(new Set(told)).to.have.keys(
      "registry rebuild, state dev: succeeded",
      "doctor registry --fix, base dev: succeeded",
      "registry migrate, state dev: succeeded",
      "registry migrate --undo, state dev: succeeded",
    );
  });

  it("is served as pages, to whoever has the address, until Ctrl-C", async () => {
    const { process: serving, finished } = fleet.start("console", "dev");
    let said = "";
    serving.stdout?.on("data", (piece: Buffer) => {
      said += piece.toString();
    });
    await eventually("the console says its address", () => /^open \S+$/m.test(said));
    const address = /^open (\S+)$/m.exec(said)?.[1] ?? "";
    expect((await fetch(new URL("/", address))).status).to.equal(403);
    const { headers } = await fetch(address, { redirect: "manual" });
    const cookie = headers.get("set-cookie")?.split(";")[0] ?? "";
    const page = async (path: string) => {
      const answer = await fetch(new URL(path, address), { headers: { cookie } });
      return { status: answer.status, body: await answer.text() };
    };
    const own = `/workspaces/${workspaceId(BUCKET, "state", "dev")}`;
    for (const [path, text] of [
      ["/", `<a class="row" href="${own}">state/dev</a>`],
      ["/costs?by=template", ">state</a>"],
      ["/pipelines", "No pipeline runs."],
      ["/locks", "No stack is locked."],
      ["/drift", "No report tells of drift"],
      [own, "aws:dynamodb/table:Table"],
      [`${own}/graph.svg`, "<title>registry (dynamodb/table)</title>"],
    ] as const) {
      const { status, body } = await page(path);
      expect(status, path).to.equal(200);
      expect(body, path).to.include(text);
    }
    serving.kill("SIGINT");
    const { code, stderr } = await finished;
    expect([code, stderr]).to.deep.equal([
      0,
      "stopping: what has begun is finished first; Ctrl-C again kills it\n",
    ]);
  });

  it("leaves nothing in the queues", async () => {
    const sqs = new SQSClient(clientConfiguration(fleet));
    const depth = async (QueueName: string) => {
      const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
      const { Attributes: { ApproximateNumberOfMessages: waiting, ...rest } = {} } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }),
      );
      return Number(waiting) + Number(rest.ApproximateNumberOfMessagesNotVisible);
    };
    await eventually("no event waits", async () => (await depth("hyperion-dev-state-events")) === 0);
    expect(await depth("hyperion-dev-state-events-dead-letters")).to.equal(0);
  });
});
