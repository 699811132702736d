import { expect } from "chai";
import { restoreCheckpoint } from "../../../backend/checkpoints/restore-checkpoint";
import { readVersion } from "../../../backend/checkpoints/versions";
import { checkpointBody, STACK_RESOURCE } from "../../support/checkpoint-body";
import { failureOf } from "../../support/command-context";
import { type MemoryBucket, memoryBucket } from "../../support/memory-bucket";

const STACK = { project: "base", stack: "dev" } as const;
const KEY = ".pulumi/stacks/base/dev.json";
const old = checkpointBody([]);
const current = checkpointBody([STACK_RESOURCE]);

describe("restoreCheckpoint", () => {
  let bucket: MemoryBucket;
  let minute = 0;
  const put = (key: string, body: string) => {
    minute += 1;
    bucket.setTime(new Date(Date.UTC(2026, 0, 31, 12, minute)));
    bucket.put(key, body);
    minute += 1;
    bucket.setTime(new Date(Date.UTC(2026, 0, 31, 12, minute)));
  };
  const stored = (key: string) => {
    const version = bucket.objects.get(key)?.[0];
    return {
      key,
      body: Buffer.from(version?.body ?? ""),
      etag: `"${version?.id}"`,
      versionId: version?.id,
    };
  };

  beforeEach(() => {
    bucket = memoryBucket();
    minute = 0;
  });

  it("writes the bytes as they were, keeps what it replaces as version and backup", async () => {
    put(KEY, current);
    const replaced = stored(KEY);
    const version = await restoreCheckpoint(bucket, STACK, Buffer.from(old), replaced);
    expect(version).to.include({ key: KEY, current: true });
    expect(Buffer.from((await readVersion(bucket, version)).body).toString()).to.equal(old);
    expect(bucket.text(`${KEY}.bak`)).to.equal(current);
    expect(bucket.objects.get(KEY)?.map(({ id }) => id)).to.include(replaced.versionId);
  });

  it("brings a deleted stack back", async () => {
    put(KEY, old);
    bucket.delete(KEY);
    await restoreCheckpoint(bucket, STACK, Buffer.from(old), undefined);
    expect(bucket.text(KEY)).to.equal(old);
  });

  it("keeps no backup of what cannot be read", async () => {
    put(`${KEY}.bak`, old);
    put(KEY, current.slice(0, 100));
    await restoreCheckpoint(bucket, STACK, Buffer.from(old), stored(KEY));
    expect(bucket.text(KEY)).to.equal(old);
    expect(bucket.objects.get(`${KEY}.bak`)).to.have.lengthOf(1);
  });

  it("writes under the name that says the compression, and leaves one checkpoint", async () => {
    put(KEY, old);
    put(`${KEY}.gz`, current);
    const version = await restoreCheckpoint(bucket, STACK, Buffer.from(old), stored(`${KEY}.gz`));
    expect(version.key).to.equal(KEY);
    expect(bucket.text(`${KEY}.gz`)).to.equal(undefined);
  });

  it("changes nothing when something else is current by now", async () => {
    put(KEY, current);
    const replaced = stored(KEY);
    put(KEY, checkpointBody());
    const before = bucket.objects.size;
    const { name, message } = await failureOf(restoreCheckpoint(bucket, STACK, Buffer.from(old), replaced));
    expect(name).to.equal("OperationRefused");
    expect(message).to.equal(
      "base dev was not restored: its current version is v2 by now, so what was shown no longer holds; look at a new dry run",
    );
    expect([bucket.objects.size, bucket.text(KEY)]).to.deep.equal([before, checkpointBody()]);
  });

  it("lets somebody who writes at the same moment win", async () => {
    put(KEY, current);
    const replaced = { ...stored(KEY), etag: '"of another writer"' };
    const { name } = await failureOf(restoreCheckpoint(bucket, STACK, Buffer.from(old), replaced));
    expect(name).to.equal("OperationRefused");
    expect(bucket.text(KEY)).to.equal(current);
  });
});
