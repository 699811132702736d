import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DeleteObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { findVersion } from "../../backend/checkpoints/find-version";
import { checkpointVersions, readVersion } from "../../backend/checkpoints/versions";
import { OperationsLog } from "../../backend/operations/operations-log";
import { readObject, type StateBucket } from "../../backend/state-bucket";
import { eventually } from "../support/eventually";
import { clientConfiguration, expectSuccess, startTestFleet, type TestFleet } from "../support/fleet";
import { SmallStackEngine } from "../support/small-stack";

const BUCKET = "hyperion-dev-state-000000000000-eu-west-1";
const STACK = { project: "base", stack: "dev" } as const;
const KEY = ".pulumi/stacks/base/dev.json";
const SECRETS = /swordfish|marlin/;

/** Each version of the test's stack: how it is compressed, under which name, and what is in it. */
const VERSIONS = [
  {
    compression: "none",
    key: KEY,
    variables: {},
    components: { one: { size: "small", password: "swordfish" } },
  },
  {
    compression: "gzip",
    key: `${KEY}.gz`,
    variables: { PULUMI_DIY_BACKEND_GZIP: "true" },
    components: { one: { size: "large", password: "swordfish" }, two: {} },
  },
  {
    compression: "zstd",
    key: `${KEY}.zst`,
    variables: { PULUMI_DIY_BACKEND_ZSTD: "true" },
    components: { one: { size: "large", password: "marlin" } },
  },
] as const;

// The tests go through a stack's life, in order.
describe("fleet state", function () {
  this.timeout(120_000);
  let fleet: TestFleet;
  let bucket: StateBucket;
  let engine: SmallStackEngine;
  let folder: string;
  /** Ids of the versions in the order of {@link VERSIONS}. */
  let ids: readonly string[];

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "fleet-state-"));
    fleet = await startTestFleet();
    bucket = { s3: new S3Client(clientConfiguration(fleet)), name: BUCKET };
    expectSuccess(await fleet.run("bootstrap", "dev"));
    engine = new SmallStackEngine(fleet, BUCKET);
    for (const { components, variables } of VERSIONS) {
      await engine.up({ components }, variables);
    }
  });
  after(async () => {
    rmSync(folder, { recursive: true, force: true });
    await fleet?.stop();
  });

  const state = (...args: readonly string[]) => fleet.run("state", ...args);
  const json = async (...args: readonly string[]) =>
    JSON.parse(expectSuccess(await state(...args, "--json")).stdout);
  const put = (key: string, body: Uint8Array) =>
    bucket.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: body }));
  const remove = (key: string) => bucket.s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: key }));
  const read = async (key: string) => (await readObject(bucket, key))?.body;
  /** Names in the state that the engine opens now. */
  const componentsNow = async () => {
    const { deployment } = await engine.exported();
    const urns = (deployment.resources ?? []).map((resource) => (resource as { urn: string }).urn);
    return urns.map((urn) => urn.slice(urn.lastIndexOf("::") + 2)).filter((name) => name !== "base-dev");
  };
  /** Everything that S3 knows of the checkpoint. */
  const trail = async () => {
    const found: string[] = [];
    for await (const { id } of checkpointVersions(bucket, STACK)) {
      found.push(id);
    }
    return found;
  };

  it("lists what each update left, whatever its compression: a change of it is no deletion", async () => {
    const { versions } = await json("versions", "base", "dev");
    const updates = versions.slice(0, 3).reverse();
    ids = updates.map(({ id }: { id: string }) => id);
    expect(
      updates.map(({ compression, key }: Record<string, unknown>) => ({ compression, key })),
    ).to.deep.equal(VERSIONS.map(({ compression, key }) => ({ compression, key })));
    expect(updates.map(({ resources }: { resources: number }) => resources)).to.deep.equal([2, 3, 2]);
    for (const update of updates) {
      expect(update).to.include({ operation: "update", result: "succeeded", settled: true, deletion: false });
      expect(update.author).to.match(/^\S+@\S+$/);
    }
    expect(updates.map(({ current }: { current: boolean }) => current)).to.deep.equal([false, false, true]);
    expect(updates[1].changes).to.deep.equal({ create: 1, same: 1, update: 1 });
  });

  it("lists no more than the limit, and says that there is more", async () => {
    const { stdout } = expectSuccess(await state("versions", "base", "dev", "--limit", "1"));
    expect(stdout).to.match(
      /^\* \S+ .* update succeeded {4}2 resources .*\nolder ones are there: --limit 2 lists more\n$/,
    );
    const { versions } = await json("versions", "base", "dev", "--all", "--limit", "100");
    expect(versions.filter(({ settled }: { settled: boolean }) => !settled)).to.have.lengthOf.at.least(3);
  });

  it("shows a version's resources, and no values", async () => {
    const { stdout } = expectSuccess(await state("show", "base", "dev", ids[1] ?? ""));
    expect(stdout).to.contain("test:index:Component  two").and.contain("  3 resources\n");
    expect(stdout).to.not.match(SECRETS);
  });

  it("tells two versions apart by resources and inputs, and of a secret only that it changed", async () => {
    const first = await state("diff", "base", "dev", ids[0] ?? "", ids[1] ?? "");
    expect(expectSuccess(first).stdout.split("\n").slice(1, -1)).to.deep.equal([
      "  ~ test:index:Component  one  changed",
      '      size: "small" → "large"',
      "  + test:index:Component  two  added",
      "1 added, 1 changed",
    ]);
    const second = expectSuccess(await state("diff", "base", "dev"));
    expect(second.stdout.split("\n").slice(1, -1)).to.deep.equal([
      "  ~ test:index:Component  one  changed",
      '      password: "[secret]" → "[secret]"',
      "  - test:index:Component  two  removed",
      "1 removed, 1 changed",
    ]);
    const whole = await state("diff", "base", "dev", ids[0] ?? "", ids[2] ?? "", "--json");
    expect(whole.stdout + whole.stderr)
      .to.contain('"from": "[secret]"')
      .and.not.match(SECRETS);
  });

  it("exports what `pulumi stack export` does, readable by its owner alone", async () => {
    const file = join(folder, "base-dev.json");
    expectSuccess(await state("export", "base", "dev", "--file", file));
    expect(statSync(file).mode & 0o777).to.equal(0o600);
    const { deployment } = JSON.parse(readFileSync(file, "utf8"));
    expect(deployment.resources).to.deep.equal((await engine.exported()).deployment.resources);
    const { stdout } = expectSuccess(await state("export", "base", "dev", ids[0] ?? ""));
    expect(JSON.parse(stdout).version).to.equal(3);
    expect(stdout).to.contain('"ciphertext"').and.not.match(SECRETS);
  });

  it("finds nothing wrong with what the engine wrote", async () => {
    for (const reference of [[], ...ids.map((id) => [id])]) {
      const { findings } = await json("verify", "base", "dev", ...reference);
      expect(findings).to.deep.equal([]);
    }
  });

  it("restores an older version after a dry run with the difference, and records it", async () => {
    const before = await trail();
    const dry = expectSuccess(await state("restore", "base", "dev", ids[1] ?? ""));
    expect(dry.stdout).to.contain("  + test:index:Component  two  added\n1 added, 1 changed\n");
    expect(dry.stdout).to.contain(
      `nothing was changed; to restore: fleet state restore base dev ${ids[1]} --replaces ${ids[2]} --yes\n`,
    );
    expect(await trail()).to.deep.equal(before);

    const done = expectSuccess(
      await state("restore", "base", "dev", ids[1] ?? "", "--replaces", ids[2] ?? "", "--yes"),
    );
    expect(done.stdout).to.contain(`what it replaces stays: version ${ids[2]}\n`);
    expect(done.stdout).to.contain("everything in it is as it says\n");
    expect(await componentsNow()).to.deep.equal(["one", "two"]);
    const entries = await new OperationsLog(bucket, STACK).entries();
    expect(entries.at(-1)).to.deep.include({
      operation: `state restore of ${ids[1]}`,
      outcome: "succeeded",
      changes: { added: 1, changed: 1 },
    });
    const { versions } = await json("versions", "base", "dev", "--limit", "1");
    expect(versions[0]).to.include({
      operation: `state restore of ${ids[1]}`,
      key: `${KEY}.gz`,
      current: true,
    });
  });

  it("has nothing to do the second time", async () => {
    const before = await trail();
    expect(await json("restore", "base", "dev", ids[1] ?? "", "--yes")).to.include({ restored: false });
    expect(await trail()).to.deep.equal(before);
  });

  it("refuses when another version is current than the dry run showed", async () => {
    const before = await trail();
    const { code, stderr } = await state(
      "restore",
      "base",
      "dev",
      ids[0] ?? "",
      "--replaces",
      ids[2] ?? "",
      "--yes",
    );
    expect(code).to.equal(3);
    expect(stderr).to.equal(
      `error: base dev was not restored: its current version is ${before[0]} and not ${ids[2]}, so what was shown no longer holds; look at a new dry run\n`,
    );
    expect(await trail()).to.deep.equal(before);
  });

  it("restores what was replaced, too, and leaves one checkpoint", async () => {
    expectSuccess(await state("restore", "base", "dev", ids[2] ?? "", "--yes"));
    expect(await componentsNow()).to.deep.equal(["one"]);
    expect(await read(`${KEY}.gz`)).to.equal(undefined);
    expect((await json("verify", "base", "dev")).findings).to.deep.equal([]);
  });

  it("changes nothing while somebody else holds the stack's lock, and records that", async () => {
    const before = await trail();
    const lock = ".pulumi/locks/organization/base/dev/1.json";
    const holder = { pid: 1, username: "ada", hostname: "elsewhere", timestamp: "2026-01-31T12:00:00Z" };
    await put(lock, Buffer.from(JSON.stringify(holder)));
    const { code, stderr } = await state("restore", "base", "dev", ids[0] ?? "", "--yes");
    await remove(lock);
    expect(code).to.equal(1);
    expect(stderr).to.contain(
      "base dev is locked by ada on elsewhere (process 1) since 2026-01-31T12:00:00Z",
    );
    expect(await trail()).to.deep.equal(before);
    const entries = await new OperationsLog(bucket, STACK).entries();
    expect(entries.at(-1)).to.include({ operation: `state restore of ${ids[0]}`, outcome: "refused" });
  });

  it("waits for whoever has the stack, and shows anew what changes when that made another version", async () => {
    const lock = ".pulumi/locks/organization/base/dev/1.json";
    const holder = { pid: 1, username: "ada", hostname: "elsewhere", timestamp: "2026-01-31T12:00:00Z" };
    await put(lock, Buffer.from(JSON.stringify(holder)));
    const { key = "" } = VERSIONS[2];
    const body = (await read(key)) ?? new Uint8Array();
    const run = fleet.start("state", "restore", "base", "dev", ids[1] ?? "", "--yes", "--wait", "5m");
    let said = "";
    run.process.stdout?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
    await eventually("it waits", () => said.includes("base dev: waiting for base dev is locked by ada"));
    await put(key, body);
    const [current] = await trail();
    await remove(lock);

    const { stdout } = expectSuccess(await run.finished);
    expect(stdout).to.contain("base dev: another version has become current meanwhile\n");
    expect(stdout).to.contain(`what it replaces stays: version ${current}\n`);
    expect(await componentsNow()).to.deep.equal(["one", "two"]);
  });

  /** Makes the version of that index the only checkpoint, as whoever has no command. */
  const putOnly = async (index: number) => {
    const { key = "" } = VERSIONS[index] ?? {};
    const body = (await readVersion(bucket, await findVersion(bucket, STACK, ids[index] ?? ""))).body;
    for (const other of VERSIONS.filter((each) => each.key !== key)) {
      await remove(other.key);
    }
    await put(key, body);
    return body;
  };
  const truncated = (body: Uint8Array) => body.subarray(0, Math.floor(body.length / 2));
  const half = (body: Uint8Array) => Math.floor(body.length / 2);
  const overwritten = (body: Uint8Array) => Buffer.from(body).fill(0, half(body), half(body) + 64);

  for (const [index, { compression, key }] of VERSIONS.entries()) {
    const damage = compression === "gzip" ? overwritten : truncated;
    it(`refuses a checkpoint that was ${damage.name}, ${compression}, and restores a verified one`, async () => {
      const whole = await putOnly(index);
      await put(key, damage(whole));
      const verify = await state("verify", "base", "dev");
      expect(verify.code).to.equal(6);
      expect(verify.stdout).to.match(
        /^base dev, version \S+:\n {2}damage {3}readable: the checkpoint cannot be used: /,
      );
      const [damaged = ""] = await trail();
      const refused = await state("restore", "base", "dev", damaged, "--yes");
      expect(refused.code).to.equal(1);
      expect(refused.stderr).to.contain(
        `error: version ${damaged} of base dev is not restored, because it is damaged: choose another one\n  - damage   readable: `,
      );
      const { stdout } = expectSuccess(await state("restore", "base", "dev", ids[index] ?? "", "--yes"));
      expect(stdout).to.contain("  compared with no resources: the checkpoint cannot be used: ");
      expect(await read(key)).to.deep.equal(whole);
      expect(await componentsNow()).to.deep.equal(Object.keys(VERSIONS[index]?.components ?? {}));
    });
  }

  it("names a checkpoint under a wrong name, and puts it under the right one", async () => {
    const compressed = await putOnly(1);
    await put(KEY, compressed);
    await remove(`${KEY}.gz`);
    const verify = await state("verify", "base", "dev");
    expect(verify.code).to.equal(6);
    expect(verify.stdout).to.contain(
      "warning  compression: its name ends in .json, but its compression is gzip: that is .json.gz\n",
    );
    expectSuccess(await state("restore", "base", "dev", ids[1] ?? "", "--yes"));
    expect(await read(KEY)).to.equal(undefined);
    expect(await read(`${KEY}.gz`)).to.deep.equal(compressed);
  });

  it("brings back a deleted stack", async () => {
    await remove(`${KEY}.gz`);
    const deleted = await state("verify", "base", "dev");
    expect(deleted.code).to.equal(6);
    expect(deleted.stdout).to.contain("damage   readable: base dev has no current state: it was deleted\n");
    const { versions } = await json("versions", "base", "dev", "--limit", "1");
    expect(versions[0]).to.include({ deletion: true, current: false });
    expectSuccess(await state("restore", "base", "dev", ids[1] ?? "", "--replaces", "deleted", "--yes"));
    expect(await componentsNow()).to.deep.equal(["one", "two"]);
  });

  it("moves resources to another project, whose state it makes or adds to, with their secrets, and back", async () => {
    const names = async (project: string) => {
      const { resources } = await json("show", project, "dev");
      return resources.map(({ urn }: { urn: string }) => urn.slice(urn.lastIndexOf("::") + 2)).sort();
    };
    const move = (name: string, from: string, to: string, ...flags: readonly string[]) =>
      state("move", "dev", name, "--from", from, "--to", to, ...flags);
    await engine.up({ components: { one: { size: "small", password: "swordfish" }, two: {} } });
    const shown = expectSuccess(await move("one", "base", "runtime"));
    expect(shown.stdout).to.contain("nothing was changed: add --yes to move them\n");
    expect(await componentsNow()).to.deep.equal(["one", "two"]);

    expectSuccess(await move("one", "base", "runtime", "--yes"));
    expect(await names("runtime")).to.deep.equal(["one", "runtime-dev"]);
    const moved = Buffer.from((await read(".pulumi/stacks/runtime/dev.json")) ?? "").toString();
    expect(moved).to.include('"ciphertext"').and.not.to.match(SECRETS);
    expectSuccess(await move("two", "base", "runtime", "--yes"));
    expect(await names("runtime")).to.deep.equal(["one", "runtime-dev", "two"]);
    expect(await names("base")).to.deep.equal(["base-dev"]);
    expectSuccess(await state("verify", "runtime", "dev"));

    const one = "urn:pulumi:dev::runtime::test:index:Component::one";
    expectSuccess(await move(one, "runtime", "base", "--yes"));
    expect(await names("base")).to.deep.equal(["base-dev", "one"]);
    const gone = await move("one", "runtime", "base", "--yes");
    expect([gone.code, gone.stderr]).to.deep.equal([2, "error: runtime has no resource one\n"]);
  });
});
