import { gzipSync } from "node:zlib";
import { DeleteObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { currentHolder } from "../../backend/locks/holder";
import { Lease } from "../../backend/locks/lease";
import { deploymentsByTime } from "../../backend/registry/deployments-by-time";
import { fileWorkspace } from "../../backend/registry/file-workspace";
import {
  addFileWorkspace,
  checkFileWorkspace,
  recordedFileWorkspaces,
  removeFileWorkspace,
} from "../../backend/registry/file-workspaces";
import { findResources, ownerOf } from "../../backend/registry/find-resources";
import { COSTED_DEPLOYMENTS } from "../../backend/registry/history-reading";
import { indexStack } from "../../backend/registry/index-stack";
import { cursorAfter, listWorkspaces } from "../../backend/registry/list-workspaces";
import { readWorkspace } from "../../backend/registry/read-workspace";
import { rebuild } from "../../backend/registry/rebuild";
import { reserveWorkspace } from "../../backend/registry/reserve-workspace";
import { changeStackTags } from "../../backend/registry/stack-tags";
import { newWorkspace } from "../../backend/workspaces/workspace-record";
import { addWorkspace, changeWorkspace } from "../../backend/workspaces/workspaces";
import { WORKSPACE_STATUSES, type WorkspaceRecord } from "../../contracts/registry/records";
import { partitionOf, workspaceKeyOf } from "../../contracts/registry/registry-keys";
import {
  type DeploymentRow,
  deploymentOfRow,
  deploymentRow,
  type ResourceRow,
} from "../../contracts/registry/rows";
import {
  compareWorkspaces,
  WORKSPACE_SORTS,
  type WorkspaceFilter,
} from "../../contracts/registry/workspace-filter";
import { workspaceId } from "../../contracts/registry/workspace-id";
import { bucketResource, checkpointBody, STACK_RESOURCE, urnOf } from "../support/checkpoint-body";
import { failureOf } from "../support/command-context";
import { fileId } from "../support/file-workspaces";
import { startTestRegistry, type TestRegistry } from "../support/registry";

const BASE = { project: "base", stack: "dev" } as const;
const KEY = ".pulumi/stacks/base/dev.json";
const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:x" };
const PROVIDER = {
  urn: urnOf("pulumi:providers:aws", "aws"),
  type: "pulumi:providers:aws",
  custom: true,
  id: "p",
  created: "2026-01-30T10:00:00.5+01:00",
  inputs: { defaultTags: JSON.stringify({ tags: { Owner: "platform", Project: "hyperion-fleet" } }) },
};
const HOST = {
  urn: urnOf("aws:ec2/networkInterface:NetworkInterface", "host"),
  type: "aws:ec2/networkInterface:NetworkInterface",
  custom: true,
  id: "eni-1",
  parent: STACK_RESOURCE.urn,
  outputs: {
    arn: "arn:aws:ec2:eu-west-1:1:network-interface/eni-1",
    privateIp: "10.0.0.7",
    tags: { Name: "h" },
  },
};
const ROOT = { ...STACK_RESOURCE, outputs: { address: "10.0.0.7", password: SECRET } };

describe("registry", function () {
  this.timeout(300_000);
  let registry: TestRegistry;
  let id: string;

  beforeEach(async () => {
    registry = await startTestRegistry();
    id = workspaceId(registry.bucket.name, "base", "dev");
  });
  afterEach(() => registry.stop());

  const put = (Key: string, Body: string | Uint8Array) =>
    registry.bucket.s3.send(new PutObjectCommand({ Bucket: registry.bucket.name, Key, Body }));
  const remove = (Key: string) =>
    registry.bucket.s3.send(new DeleteObjectCommand({ Bucket: registry.bucket.name, Key }));
  const workspace = () => ownerOf(registry.table, id) as Promise<WorkspaceRecord>;
  const resources = async () => {
    const names: string[] = [];
    for await (const row of registry.table.rows<ResourceRow>(partitionOf(id), "resource#")) {
      names.push(row.logicalName);
    }
    return names;
  };
  const deployments = async () => {
    const found = [];
    for await (const row of registry.table.rows<DeploymentRow>(partitionOf(id), "deployment#")) {
      found.push(deploymentOfRow(row));
    }
    return found;
  };
  const putHistory = async (
    second: number,
    more: Readonly<Record<string, unknown>> = {},
    saved = checkpointBody([ROOT]),
  ) => {
    const entry = `.pulumi/history/base/dev/dev-${second}000000000`;
    await put(`${entry}.checkpoint.json`, saved);
    await put(
      `${entry}.history.json`,
      JSON.stringify({
        kind: "update",
        startTime: second - 60,
        endTime: second,
        environment: { "git.head": "abc" },
        config: { "base:a": { value: "1", secret: false } },
        result: "succeeded",
        resourceChanges: { create: 3 },
        ...more,
      }),
    );
  };

  it("records a stack, its resources and its deployments", async () => {
    await put(KEY, checkpointBody([ROOT, PROVIDER, bucketResource("one"), HOST]));
    await put(".pulumi/stacks/base/dev.pulumi-tags", '{"version":1,"tags":{"team":"ada"}}');
    await putHistory(1_769_860_000);
    await indexStack(registry, BASE);
    const { configHash, unpriced: _, ...rest } = await workspace();
    expect(configHash).to.match(/^[0-9a-f]{64}$/);
    expect(rest).to.deep.equal({
      id,
      name: "base/dev",
      template: "base",
      stack: "dev",
      environment: "dev",
      owner: "platform",
      status: "active",
      location: `s3://state/${KEY}`,
      engineVersion: "v3.256.0",
      tags: { Owner: "platform", Project: "hyperion-fleet", team: "ada" },
      monthlyCost: 0,
      resourceCount: 2,
      resourceTypes: { "aws:s3/bucket:Bucket": 1, "aws:ec2/networkInterface:NetworkInterface": 1 },
      created: "2026-01-30T09:00:00.500Z",
      updated: "2026-01-31T12:00:00.000Z",
      lastDeployment: "2026-01-31T11:45:40.000Z",
    });
    expect(await resources()).to.have.members(["one", "host"]);
    expect(await deployments()).to.deep.equal([
      {
        workspaceId: id,
        id: "1769860000000000000",
        kind: "create",
        status: "succeeded",
        started: "2026-01-31T11:45:40.000Z",
        ended: "2026-01-31T11:46:40.000Z",
        commit: "abc",
        changes: { create: 3 },
        outputs: { address: "10.0.0.7" },
        monthlyCost: 0,
      },
    ]);
    const byTime = await deploymentsByTime(registry.table, {
      workspaces: new Set([id]),
      since: "2026-01-31T11:00:00.000Z",
      anchored: new Set(),
      found: () => true,
    });
    expect(Object.fromEntries(byTime)).to.deep.equal({
      [id]: [
        {
          status: "succeeded",
          started: "2026-01-31T11:45:40.000Z",
          ended: "2026-01-31T11:46:40.000Z",
          monthlyCost: 0,
        },
      ],
    });
  });

  it("knows what each of the last deployments left to be paid for", async () => {
    const key = (index: number) => ({
      urn: urnOf("aws:kms/key:Key", `key-${index}`),
      type: "aws:kms/key:Key",
      custom: true,
      inputs: {},
    });
    const first = 1_769_860_000;
    const left = async (count: number) => {
      const keys = Array.from({ length: count }, (_, index) => key(index));
      await putHistory(first + count * 100, {}, checkpointBody([ROOT, ...keys]));
    };
    const costs = async () => (await deployments()).map(({ monthlyCost }) => monthlyCost);
    for (let count = 0; count <= COSTED_DEPLOYMENTS; count += 1) {
      await left(count);
    }
    await put(KEY, checkpointBody());
    await indexStack(registry, BASE);
    const all = Array.from({ length: COSTED_DEPLOYMENTS }, (_, index) => index + 1);
    expect(await costs(), "read anew").to.deep.equal([undefined, ...all]);

    const newest = `.pulumi/history/base/dev/dev-${first + COSTED_DEPLOYMENTS * 100}000000000.checkpoint.json`;
    await put(newest, "{");
    await left(COSTED_DEPLOYMENTS + 1);
    await indexStack(registry, BASE, new Set(["history"]));
    expect(await costs(), "one more, and the one before not read again").to.deep.equal([
      undefined,
      ...all,
      COSTED_DEPLOYMENTS + 1,
    ]);
    await indexStack(registry, BASE, "anew");
    expect((await costs()).slice(-2), "damaged").to.deep.equal([undefined, COSTED_DEPLOYMENTS + 1]);
  });

  it("keeps what a person says of a stack through indexing and rebuild", async () => {
    await put(KEY, checkpointBody([ROOT, PROVIDER]));
    const bucket = registry.bucket;
    await changeStackTags(bucket, BASE, { team: "ada", stale: "1", Owner: "mallory" });
    await changeStackTags(bucket, BASE, { "fleet:description": "The ground", stale: undefined });
    await changeStackTags(bucket, BASE, { "fleet:expires": "2027-01-01T00:00:00.000Z" });
    await indexStack(registry, BASE);
    const said = {
      description: "The ground",
      expires: "2027-01-01T00:00:00.000Z",
      owner: "platform",
      tags: { Owner: "platform", Project: "hyperion-fleet", team: "ada" },
    };
    expect(await workspace()).to.deep.include(said);
    await registry.table.write([], [workspaceKeyOf(id)]);
    await rebuild(registry, { width: 1 });
    expect(await workspace()).to.deep.include(said);
    await put(".pulumi/stacks/base/dev.pulumi-tags", "{");
    expect((await failureOf(changeStackTags(bucket, BASE, { team: "bob" }))).message).to.equal(
      ".pulumi/stacks/base/dev.pulumi-tags in the state bucket is no file of tags: restore its last version, or delete it",
    );
  });

  it("gives a name to one of two who want it at once, and again when it is destroyed", async () => {
    const copy = { project: "runtime", stack: "dev.pr-1" } as const;
    const created = "2026-01-31T12:00:00.000Z";
    const owners = ["ada", "grace", "alan", "edsger"];
    const got = await Promise.all(
      owners.map((owner) => reserveWorkspace(registry, copy, { owner, created })),
    );
    const [first] = got;
    expect(new Set(got.map(({ owner }) => owner))).to.deep.equal(new Set([first?.owner]));
    const known = () => ownerOf(registry.table, workspaceId("state", "runtime", "dev.pr-1"));
    expect(await known()).to.include({ status: "creating", owner: first?.owner, name: "runtime/dev.pr-1" });
    await indexStack(registry, copy, new Set(["lifetime"]));
    expect(await known()).to.include({ status: "destroyed" });
    expect(await reserveWorkspace(registry, copy, { owner: "barbara", created })).to.include({
      owner: "barbara",
    });
  });

  it("tells what a copy's record says while its stack says nothing, also after a rebuild", async () => {
    const record = newWorkspace({
      id: workspaceId("state", "runtime", "dev.pr-1"),
      name: "pr-1",
      environment: "dev",
      owner: "ada",
      created: "2026-01-31T08:00:00.000Z",
      expires: "2026-01-31T16:00:00.000Z",
      config: {},
    });
    await addWorkspace(registry.bucket, record);
    expect(await rebuild(registry, { width: 1 })).to.deep.equal({
      stacks: 1,
      fileWorkspaces: 0,
      changed: 0,
      failures: [],
    });
    const known = () => ownerOf(registry.table, record.id);
    expect(await known()).to.include({ status: "creating", owner: "ada", expires: record.expires });
    await put(".pulumi/stacks/runtime/dev.pr-1.json", checkpointBody([ROOT, PROVIDER, HOST]));
    await changeWorkspace(registry.bucket, record, { status: "destroying" });
    await indexStack(registry, { project: "runtime", stack: "dev.pr-1" });
    expect(await known()).to.include({ status: "destroying", owner: "ada", resourceCount: 1 });
  });

  it("tells that a stack is being destroyed by its lease, and that another name was given to it", async () => {
    await put(KEY, checkpointBody([ROOT, HOST]));
    const holder = currentHolder({});
    const taken = await new Lease(registry.bucket, BASE, holder).take(
      { operation: "destroy" },
      async () => false,
    );
    const lock = ".pulumi/locks/organization/base/dev/0a.json";
    await put(
      lock,
      JSON.stringify({ pid: 1, username: "ada", hostname: "box", timestamp: "2026-01-31T11:45:30Z" }),
    );
    await indexStack(registry, BASE);
    expect(await workspace()).to.include({ status: "destroying", lockHolder: "ada@box" });
    expect(await deployments()).to.have.nested.property("[0].kind", "destroy");
    await remove(lock);
    await ("taken" in taken ? taken.taken.release() : undefined);
    await indexStack(registry, BASE, new Set(["locks"]));

    const renamed = { project: "base", stack: "other" } as const;
    await put(".pulumi/stacks/base/other.json", checkpointBody([ROOT, HOST]));
    await indexStack(registry, renamed, new Set(["checkpoint"]));
    await remove(KEY);
    await indexStack(registry, BASE, new Set(["checkpoint"]));
    expect(await workspace()).to.include({ status: "destroyed", renamedTo: "other" });
    const now = await ownerOf(registry.table, workspaceId("state", "base", "other"));
    expect(now).to.include({ status: "active", resourceCount: 1 });
  });

  it("lists by what is asked for, in any order, page by page", async () => {
    for (const [index, owner] of ["ada", "bob", "ada", "ada", "bob"].entries()) {
      const provider = { ...PROVIDER, inputs: { defaultTags: { tags: { Owner: owner } } } };
      const stack = { project: "enclave", stack: `signer-${index}` } as const;
      const buckets = Array.from({ length: index }, (_, bucket) => bucketResource(`b${index}-${bucket}`));
      await put(`.pulumi/stacks/enclave/signer-${index}.json`, checkpointBody([ROOT, provider, ...buckets]));
      await changeStackTags(registry.bucket, stack, { parity: index % 2 === 0 ? "even" : "odd" });
      await indexStack(registry, stack);
    }
    await remove(".pulumi/stacks/enclave/signer-4.json");
    await indexStack(registry, { project: "enclave", stack: "signer-4" });
    const found = async (filter: WorkspaceFilter) => {
      const { workspaces } = await listWorkspaces(registry, filter, { sort: "name" });
      return workspaces.map(({ stack }) => stack.slice(-1)).join("");
    };
    const cases: readonly (readonly [WorkspaceFilter, string])[] = [
      [{}, "0123"],
      [{ owner: "ada" }, "023"],
      [{ owner: "ada", tags: { parity: "even" } }, "02"],
      [{ template: "enclave", resourceType: "s3/bucket" }, "123"],
      [{ template: "base" }, ""],
      [{ statuses: ["destroyed"] }, "4"],
      [{ statuses: ["active", "destroyed"] }, "1234"],
      [{ statuses: ["active"], owner: "bob" }, "1"],
      [{ text: "SIGNER parity=odd" }, "13"],
      [{ text: "signer nothing" }, ""],
      [{ maxMonthlyCost: 0, createdBefore: "2026-01-31T00:00:00.000Z" }, "0123"],
      [{ createdSince: "2026-01-31T00:00:00.000Z" }, ""],
      [{ minMonthlyCost: 1 }, ""],
    ];
    for (const [filter, expected] of cases) {
      expect(await found(filter), JSON.stringify(filter)).to.equal(expected);
    }
    for (const [sort, statuses, count] of WORKSPACE_SORTS.flatMap((each) => [
      [each, undefined, 4] as const,
      [each, WORKSPACE_STATUSES, 5] as const,
    ])) {
      const paged: WorkspaceRecord[] = [];
      let cursor: string | undefined;
      do {
        const page = await listWorkspaces(registry, { statuses }, { sort, limit: 1, cursor });
        paged.push(...page.workspaces);
        cursor = page.cursor;
      } while (cursor !== undefined);
      expect(new Set(paged.map(({ id: each }) => each)).size, sort).to.equal(count);
      if (sort !== "updated") {
        expect(paged, sort).to.deep.equal([...paged].sort(compareWorkspaces(sort)));
      }
    }
    const cursor = cursorAfter((await listWorkspaces(registry)).workspaces[0] as WorkspaceRecord, "name");
    expect((await failureOf(listWorkspaces(registry, {}, { cursor }))).message).to.equal(
      `the cursor ${JSON.stringify(cursor.slice(0, 60))} is none of a list by updated: give the one that the page before ended with, and the same order`,
    );
    expect(await readWorkspace(registry, "signer-1")).to.include({ name: "enclave/signer-1" });
    expect(await readWorkspace(registry, "enclave/signer-1")).to.include({ name: "enclave/signer-1" });
    expect(await readWorkspace(registry, "base")).to.equal(undefined);
  });

  it("finds whose a resource is, by whatever names it", async () => {
    await put(KEY, gzipSync(checkpointBody([ROOT, HOST, bucketResource("one")])));
    await indexStack(registry, BASE);
    for (const name of ["eni-1", HOST.outputs.arn, "10.0.0.7", "h"]) {
      const found = await findResources(registry.table, name);
      expect(
        found.map(({ resource, workspace: owner }) => [resource.urn, owner?.name]),
        name,
      ).to.deep.equal([[HOST.urn, "base/dev"]]);
    }
    expect(await findResources(registry.table, "10.0.0.8")).to.deep.equal([]);
  });

  it("follows what is created, replaced and deleted, also the whole stack", async () => {
    const replaced = { ...bucketResource("one"), id: "old", delete: true };
    await put(KEY, checkpointBody([STACK_RESOURCE, bucketResource("one"), replaced, bucketResource("two")]));
    await indexStack(registry, BASE);
    expect(await resources()).to.deep.equal(["one", "one", "two"]);
    await put(KEY, checkpointBody([STACK_RESOURCE, bucketResource("two")]));
    expect((await indexStack(registry, BASE)).changed).to.equal(2);
    expect(await resources()).to.deep.equal(["two"]);
    expect((await indexStack(registry, BASE)).changed, "a second time").to.equal(0);
    await remove(KEY);
    await indexStack(registry, BASE);
    expect(await resources()).to.deep.equal([]);
    expect(await workspace()).to.include({ status: "destroyed", resourceCount: 0 });
  });

  it("tells who holds the stack, what failed, and what was broken off", async () => {
    await put(KEY, checkpointBody());
    const lock = ".pulumi/locks/organization/base/dev/0a.json";
    await put(
      lock,
      JSON.stringify({ pid: 1, username: "ada", hostname: "box", timestamp: "2026-01-31T11:45:30Z" }),
    );
    await indexStack(registry, BASE, new Set(["locks"]));
    expect(await workspace()).to.include({ status: "updating", lockHolder: "ada@box" });
    expect((await deployments()).map(({ status, by }) => [status, by])).to.deep.equal([
      ["running", "ada@box"],
    ]);
    await putHistory(1_769_860_000, { result: "failed" });
    await indexStack(registry, BASE, new Set(["history"]));
    await remove(lock);
    await indexStack(registry, BASE, new Set(["locks"]));
    expect((await deployments()).map(({ status, by }) => [status, by])).to.deep.equal([
      ["failed", "ada@box"],
    ]);
    expect(await workspace())
      .to.include({ status: "error" })
      .and.not.to.have.property("lockHolder");
    await put(
      lock,
      JSON.stringify({ pid: 2, username: "bob", hostname: "box", timestamp: "2026-01-31T12:30:00Z" }),
    );
    await indexStack(registry, BASE, new Set(["locks"]));
    await remove(lock);
    await indexStack(registry, BASE, new Set(["locks"]));
    expect((await deployments()).map(({ status }) => status)).to.deep.equal(["failed", "interrupted"]);
  });

  it("takes the creation of a stack, which holds its lock, for no deployment", async () => {
    const lock = ".pulumi/locks/organization/base/dev/0b.json";
    await put(
      KEY,
      JSON.stringify({ version: 3, checkpoint: { stack: "organization/base/dev", latest: null } }),
    );
    await put(
      lock,
      JSON.stringify({ pid: 1, username: "ada", hostname: "box", timestamp: "2026-01-31T11:45:30Z" }),
    );
    await indexStack(registry, BASE);
    expect((await deployments()).map(({ status }) => status)).to.deep.equal(["running"]);
    await remove(lock);
    await indexStack(registry, BASE, new Set(["locks"]));
    expect(await deployments()).to.deep.equal([]);
    expect(await workspace()).to.not.have.property("lockHolder");
  });

  it("settles a deployment of which only its own row says that it runs", async () => {
    await put(KEY, checkpointBody([ROOT]));
    await indexStack(registry, BASE);
    const run = { workspaceId: id, id: "1769767200000000000-lock", started: "2026-01-30T10:00:00.000Z" };
    await registry.table.write([deploymentRow({ ...run, status: "running", by: "ada@laptop" })]);
    await indexStack(registry, BASE, new Set(["locks"]));
    expect(await deployments()).to.deep.equal([{ ...run, status: "interrupted", by: "ada@laptop" }]);
  });

  it("keeps what was known of a stack whose checkpoint is damaged", async () => {
    await put(KEY, checkpointBody());
    await indexStack(registry, BASE);
    await put(KEY, checkpointBody().slice(0, -20));
    await indexStack(registry, BASE);
    expect(await resources()).to.deep.equal(["one"]);
    const { status, problem } = await workspace();
    expect(status).to.equal("error");
    expect(problem).to.match(
      /^the checkpoint cannot be used: it is no JSON, as after a write that was cut off: /,
    );
  });

  it("ends with the newest state when many index at once, in any order", async () => {
    const many = (from: number) =>
      Array.from({ length: 40 }, (_, index) => bucketResource(`b${from + index}`));
    const indexings: Promise<unknown>[] = [];
    for (let round = 0; round < 5; round += 1) {
      await put(KEY, checkpointBody([STACK_RESOURCE, ...many(round * 20)]));
      indexings.push(indexStack(registry, BASE), indexStack(registry, BASE));
    }
    await Promise.all(indexings);
    expect(await resources()).to.have.members(many(80).map(({ id: name }) => name));
    expect(await workspace()).to.include({ resourceCount: 40 });
  });

  it("can be made anew from the bucket, and is then what it was", async () => {
    for (const project of ["base", "runtime"] as const) {
      await put(`.pulumi/stacks/${project}/dev.json`, checkpointBody([ROOT, PROVIDER, HOST]));
      await indexStack(registry, { project, stack: "dev" });
    }
    const before = [await workspace(), await resources()];
    for (const prefix of ["resource#", "workspace"]) {
      for await (const row of registry.table.rows<ResourceRow>(partitionOf(id), prefix)) {
        await registry.table.write([], [row]);
      }
    }
    await remove(".pulumi/stacks/runtime/dev.json");
    const seen: string[] = [];
    const rebuilt = await rebuild(registry, { width: 4, onStack: ({ project }) => seen.push(project) });
    expect(rebuilt).to.deep.equal({ stacks: 2, fileWorkspaces: 0, changed: 2, failures: [] });
    expect(seen).to.have.members(["base", "runtime"]);
    expect([await workspace(), await resources()]).to.deep.equal(before);
    const runtime = await ownerOf(registry.table, workspaceId("state", "runtime", "dev"));
    expect(runtime).to.include({ status: "destroyed", resourceCount: 0 });
  });

  it("makes the rows of a workspace from files anew, and forgets one that is no longer kept", async () => {
    const kept = fileWorkspaceOf(fileId(1));
    const gone = fileWorkspaceOf(fileId(2));
    await addFileWorkspace(registry, kept);
    await addFileWorkspace(registry, gone);
    const ids = async () => [...(await recordedFileWorkspaces(registry)).keys()].sort();
    expect(await ids()).to.deep.equal([fileId(1), fileId(2)]);
    await registry.table.write([], [workspaceKeyOf(fileId(1))]);
    expect(await checkFileWorkspace(registry, kept)).to.equal("it has no row");
    await remove(`.fleet/file-workspaces/${fileId(2)}.json`);
    expect(await rebuild(registry, { width: 1 })).to.include({ stacks: 0, fileWorkspaces: 1 });
    expect(await ids()).to.deep.equal([fileId(1)]);
    expect(await checkFileWorkspace(registry, kept)).to.equal(undefined);
    await addFileWorkspace(registry, fileWorkspaceOf(fileId(1), []));
    expect(await checkFileWorkspace(registry, kept)).to.equal("somebody else has recorded it meanwhile");
    await removeFileWorkspace(registry, fileId(1));
    expect(await rebuild(registry, { width: 1 })).to.include({ fileWorkspaces: 0 });
    expect(await ownerOf(registry.table, fileId(1))).to.equal(undefined);
  });
});

/** A workspace from files, with one bucket unless told otherwise. */
function fileWorkspaceOf(workspace: string, names: readonly string[] = ["files"]) {
  const resources = names.map((cloudId) => ({
    workspaceId: workspace,
    urn: `terraform::aws_s3_bucket.${cloudId}`,
    type: "aws:s3/bucket:Bucket",
    logicalName: `aws_s3_bucket.${cloudId}`,
    cloudId,
    status: "present" as const,
  }));
  const record = {
    id: workspace,
    name: "terraform/shop",
    template: "terraform" as const,
    stack: "shop",
    environment: "dev",
    owner: "ada",
    status: "active" as const,
    location: "s3://team",
    tags: {},
    monthlyCost: 0,
    unpriced: {},
    resourceCount: names.length,
    resourceTypes: {},
    created: "2024-05-01T08:00:00.000Z",
    updated: "2024-05-01T08:00:00.000Z",
  };
  return fileWorkspace(record, resources, "files");
}
