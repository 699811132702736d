import { expect } from "chai";
import { findVersion } from "../../../backend/checkpoints/find-version";
import { settledVersions } from "../../../backend/checkpoints/settled-versions";
import { checkpointVersions, currentVersion, readVersion } from "../../../backend/checkpoints/versions";
import { listStacks } from "../../../backend/stacks";
import { failureOf } from "../../support/command-context";
import { type MemoryBucket, memoryBucket } from "../../support/memory-bucket";

const STACK = { project: "base", stack: "dev" } as const;
const KEY = ".pulumi/stacks/base/dev.json";
const LOCK = ".pulumi/locks/organization/base/dev";
const HISTORY = ".pulumi/history/base/dev/dev";

async function collect<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const all: Item[] = [];
  for await (const item of items) {
    all.push(item);
  }
  return all;
}

describe("versions of a checkpoint", () => {
  let bucket: MemoryBucket;
  let minute: number;
  /** Does something in a minute of its own. */
  const then = (work: () => void) => {
    minute += 1;
    bucket.setTime(new Date(Date.UTC(2026, 0, 31, 12, minute)));
    work();
  };
  /** A run of the engine that saves `bodies`. */
  const run = (name: string, ...bodies: readonly string[]) => {
    then(() => bucket.put(`${LOCK}/${name}.json`, "{}"));
    for (const body of bodies) {
      then(() => bucket.put(KEY, body));
    }
    then(() => bucket.put(`${HISTORY}-${minute}.history.json`, "{}"));
    then(() => bucket.delete(`${LOCK}/${name}.json`));
  };
  const bodiesOf = async (all: boolean) => {
    const found = await collect(settledVersions(bucket, STACK, all));
    return Promise.all(
      found.map(async ({ version }) => Buffer.from((await readVersion(bucket, version)).body).toString()),
    );
  };

  beforeEach(() => {
    bucket = memoryBucket();
    minute = 0;
  });

  it("are listed newest first, whatever their compression, without backups and other stacks", async () => {
    then(() => bucket.put(KEY, "1"));
    then(() => bucket.put(`${KEY}.bak`, "backup"));
    then(() => bucket.put(".pulumi/stacks/base/dev.json.json", "of stack dev.json"));
    then(() => bucket.delete(KEY));
    then(() => bucket.put(`${KEY}.gz`, "2"));
    const found = await collect(checkpointVersions(bucket, STACK));
    expect(found.map(({ key, current, deletion }) => [key, current, deletion])).to.deep.equal([
      [`${KEY}.gz`, true, false],
      [KEY, false, true],
      [KEY, false, false],
    ]);
  });

  /** Names of the requests that listing the versions takes, and what it finds. */
  async function listed() {
    const send = bucket.s3.send.bind(bucket.s3);
    const requests: unknown[] = [];
    bucket.s3.send = (command: Parameters<typeof send>[0]) => {
      requests.push((command.input as { readonly Prefix?: string }).Prefix);
      return send(command);
    };
    const found = await collect(checkpointVersions(bucket, STACK));
    return { requests, ids: found.map(({ id }) => id) };
  }

  it("are found by one request, whatever their compression", async () => {
    then(() => bucket.put(KEY, "1"));
    then(() => bucket.put(`${KEY}.gz`, "2"));
    then(() => bucket.put(`${KEY}.zst`, "3"));
    expect(await listed()).to.deep.equal({ requests: [KEY], ids: ["v3", "v2", "v1"] });
  });

  it("are listed name by name, page by page, when one request cannot answer with all", async () => {
    bucket = memoryBucket(2);
    for (const ending of ["", ".gz", "", ".bak", ".zst", "", ".gz"]) {
      then(() => bucket.put(`${KEY}${ending}`, ending));
    }
    const { ids, requests } = await listed();
    expect(ids).to.deep.equal(["v7", "v6", "v5", "v3", "v2", "v1"]);
    expect(requests).to.include.members([KEY, `${KEY}.gz`, `${KEY}.zst`]);
  });

  it("are current where Pulumi looks: the one that was written last", async () => {
    then(() => bucket.put(`${KEY}.gz`, "old"));
    then(() => bucket.put(KEY, "new"));
    expect((await currentVersion(bucket, STACK))?.key).to.equal(KEY);
    then(() => bucket.delete(KEY));
    expect((await currentVersion(bucket, STACK))?.key).to.equal(`${KEY}.gz`);
    then(() => bucket.delete(`${KEY}.gz`));
    expect(await currentVersion(bucket, STACK)).to.equal(undefined);
  });

  it("do not count a name that was given up for another one as a deletion", async () => {
    then(() => bucket.put(KEY, "1"));
    then(() => bucket.put(`${KEY}.gz`, "2"));
    then(() => bucket.delete(KEY));
    const found = await collect(checkpointVersions(bucket, STACK));
    expect(found.map(({ key, deletion }) => [key, deletion])).to.deep.equal([
      [`${KEY}.gz`, false],
      [KEY, false],
    ]);
  });

  it("are settled when their run saved nothing after them", async () => {
    run("first", "1a", "1b");
    run("second", "2a", "2b", "2c");
    expect(await bodiesOf(false)).to.deep.equal(["2c", "1b"]);
    expect(await bodiesOf(true)).to.deep.equal(["2c", "2b", "2a", "1b", "1a"]);
  });

  it("are settled also when the run was killed: the next one takes its own lock", async () => {
    then(() => bucket.put(`${LOCK}/killed.json`, "{}"));
    then(() => bucket.put(KEY, "killed"));
    run("next", "next");
    expect(await bodiesOf(false)).to.deep.equal(["next", "killed"]);
  });

  it("name the traces of their own run", async () => {
    run("first", "1");
    run("second", "2");
    const [second, first] = await collect(settledVersions(bucket, STACK));
    expect(first?.lock?.key).to.equal(`${LOCK}/first.json`);
    expect(second?.lock?.key).to.equal(`${LOCK}/second.json`);
    expect(first?.history?.key).to.equal(`${HISTORY}-3.history.json`);
    expect(second?.history?.key).to.equal(`${HISTORY}-7.history.json`);
  });

  it("are found by `current`, `previous` and the beginning of an id", async () => {
    run("first", "1");
    run("second", "2");
    const [second, first] = await collect(checkpointVersions(bucket, STACK));
    expect((await findVersion(bucket, STACK, "current")).id).to.equal(second?.id);
    expect((await findVersion(bucket, STACK, "previous")).id).to.equal(first?.id);
  });

  it("are refused when a reference means none, several, or a deletion", async () => {
    const messageOf = async (reference: string) =>
      (await failureOf(findVersion(bucket, STACK, reference))).message;
    expect(await messageOf("current")).to.equal(
      "base dev has no state in state, and no old version of it: check project, environment and --stack",
    );
    run("only", "1");
    expect(await messageOf("v1")).to.equal(
      'version "v1" is too short: use current, previous, or at least 4 characters of an id that `fleet state versions --all` lists',
    );
    expect(await messageOf("v999")).to.equal(
      'base dev has no version "v999": use an id that `fleet state versions --all` lists',
    );
    expect(await messageOf("previous")).to.equal(
      "base dev has no version before its last run: use an id that `fleet state versions --all` lists",
    );
    bucket.objects.set(KEY, [
      { id: "abcd2", written: new Date() },
      { id: "abcd1", written: new Date(0), body: "1" },
    ]);
    expect(await messageOf("abcd")).to.equal('2 versions of base dev begin with "abcd": give more of the id');
    expect(await messageOf("abcd2")).to.equal(
      "version abcd2 of base dev is its deletion, which holds no state: use the version before it",
    );
    expect(await messageOf("current")).to.equal(
      "base dev has no current state, it was deleted: use an id that `fleet state versions --all` lists",
    );
  });
});

describe("listStacks", () => {
  it("names each stack once", async () => {
    const bucket = memoryBucket();
    for (const name of [
      "base/dev.json",
      "base/dev.json.bak",
      "base/dev.json.gz",
      "enclave/signer.json.zst",
      "x/y.json",
    ]) {
      bucket.put(`.pulumi/stacks/${name}`, "1");
    }
    expect(await collect(listStacks(bucket))).to.deep.equal([
      { project: "base", stack: "dev" },
      { project: "enclave", stack: "signer" },
    ]);
  });
});
