import { expect } from "chai";
import { operationKey, operationsHeadKey } from "../../../backend/layout";
import {
  type OperationEntry,
  parseEntry,
  sealEntry,
  serializeEntry,
} from "../../../backend/operations/operation-entry";
import { OperationsLog } from "../../../backend/operations/operations-log";
import { loggedOperation } from "../../support/logged-operation";
import { type MemoryBucket, memoryBucket } from "../../support/memory-bucket";

const STACK = { project: "base", stack: "dev" } as const;
const HEAD = operationsHeadKey(STACK);
const key = (sequence: number) => operationKey(STACK, sequence);

describe("verifyOperations", () => {
  let bucket: MemoryBucket;
  let log: OperationsLog;

  beforeEach(async () => {
    bucket = memoryBucket();
    log = new OperationsLog(bucket, STACK);
    for (const operation of ["first", "second", "third", "fourth"]) {
      await log.append(loggedOperation({ operation }));
    }
  });

  const entry = (sequence: number): OperationEntry => {
    const found = parseEntry(Buffer.from(bucket.text(key(sequence)) ?? ""));
    if (!found) {
      throw new Error(`there is no entry ${sequence}`);
    }
    return found;
  };
  /** Puts `text` in the place of an entry so that S3 knows nothing of the one that was there. */
  const replace = (sequence: number, text: string) => {
    bucket.purge(key(sequence));
    bucket.put(key(sequence), text);
  };
  /** The same entry with other content, and the hash of that. */
  const resealed = (sequence: number, previous = entry(sequence).previous) =>
    sealEntry(STACK, sequence, previous, loggedOperation({ operation: "nothing" }));
  const messages = async () => (await log.verify()).map(({ message }) => message);

  it("finds nothing in a log as it was written, or in none", async () => {
    expect(await log.verify()).to.deep.equal([]);
    expect(await new OperationsLog(bucket, { ...STACK, stack: "prod" }).verify()).to.deep.equal([]);
  });

  it("names an entry whose content was altered", async () => {
    replace(2, serializeEntry({ ...entry(2), outcome: "refused" }));

    expect(await log.verify()).to.deep.equal([
      {
        fault: "altered",
        sequence: 2,
        message: "entry 2 was altered: its hash is not that of its content",
      },
    ]);
  });

  it("names an entry that is none any more", async () => {
    replace(2, "{}");
    expect(await messages()).to.deep.equal(["entry 2 was altered: it is no entry any more"]);
  });

  it("names a forged entry whose hash is right, in the middle, at the start and at the end", async () => {
    for (const sequence of [1, 3, 4]) {
      const before = bucket.text(key(sequence)) ?? "";
      replace(sequence, serializeEntry(resealed(sequence)));
      expect(await log.verify(), `entry ${sequence}`).to.deep.equal([
        {
          fault: "forged",
          sequence,
          message: `entry ${sequence} was forged: the entries around it are of another one`,
        },
      ]);
      replace(sequence, before);
    }
  });

  it("names an entry that was put after the newest one and follows nothing", async () => {
    bucket.put(key(5), serializeEntry(sealEntry(STACK, 5, "0".repeat(64), loggedOperation())));

    expect(await messages()).to.deep.equal(["entry 5 was forged: the entries around it are of another one"]);
  });

  it("names entries that changed places", async () => {
    const [second, third] = [bucket.text(key(2)) ?? "", bucket.text(key(3)) ?? ""];
    replace(2, third);
    replace(3, second);

    expect(await log.verify()).to.deep.equal([
      {
        fault: "reordered",
        sequence: 2,
        message: "entry 2 was put elsewhere: at its place is what was entry 3",
      },
      {
        fault: "reordered",
        sequence: 3,
        message: "entry 3 was put elsewhere: at its place is what was entry 2",
      },
    ]);
  });

  it("names an entry that is another stack's", async () => {
    const other = new OperationsLog(bucket, { project: "base", stack: "prod" });
    await other.append(loggedOperation());
    replace(1, bucket.text(operationKey({ project: "base", stack: "prod" }, 1)) ?? "");

    expect(await messages()).to.deep.equal(["entry 1 was forged: it is one of base prod"]);
  });

  it("names an object that is no entry", async () => {
    bucket.put(".fleet/operations/base/dev/notes.txt", "");
    expect(await messages()).to.deep.equal([
      ".fleet/operations/base/dev/notes.txt was put among the entries: it is none",
    ]);
  });

  it("names an entry that was removed from the middle, with or without a trace", async () => {
    bucket.delete(key(2));
    expect(await messages()).to.deep.equal([
      "entry 2 was removed at 2026-01-31T12:00:00.000Z; S3 still has it as version v3",
    ]);

    bucket.purge(key(2));
    expect(await messages()).to.deep.equal(["entry 2 was removed"]);
  });

  it("names a removed end, which the head still counts", async () => {
    bucket.purge(key(3));
    bucket.purge(key(4));
    expect(await log.verify()).to.deep.equal([
      { fault: "removed", sequence: 3, message: "entries 3 to 4 were removed" },
    ]);
  });

  it("names a removed end although the head was set back, by the heads that there were", async () => {
    bucket.purge(key(4));
    bucket.put(HEAD, JSON.stringify({ sequence: 3, hash: entry(3).hash }));

    expect(await messages()).to.deep.equal([
      "the head was set back from entry 4 to 3",
      "entry 4 was removed",
    ]);
  });

  it("names a head that was removed or is none", async () => {
    const removed = "the head was removed, which says how many entries there are";
    bucket.delete(HEAD);
    expect(await messages()).to.deep.equal([removed]);
    bucket.put(HEAD, "{}");
    expect(await messages()).to.deep.equal([removed]);
    bucket.purge(HEAD);
    expect(await messages()).to.deep.equal([removed]);
  });

  it("names all entries of a log that was deleted whole", async () => {
    for (const sequence of [1, 2, 3, 4]) {
      bucket.delete(key(sequence));
    }
    bucket.delete(HEAD);
    expect(await messages()).to.have.length(5);
  });

  it("names an entry that was written again, although the whole chain was mended", async () => {
    let previous = entry(1).hash;
    for (const sequence of [2, 3, 4]) {
      const mended = resealed(sequence, previous);
      previous = mended.hash;
      bucket.put(key(sequence), serializeEntry(mended));
    }
    bucket.put(HEAD, JSON.stringify({ sequence: 4, hash: previous }));

    expect(await messages()).to.deep.equal(
      [
        [2, "v3"],
        [3, "v5"],
        [4, "v7"],
      ].map(
        ([sequence, version]) =>
          `entry ${sequence} was written again at 2026-01-31T12:00:00.000Z; S3 has the first one as version ${version}`,
      ),
    );
  });

  it("names entries that were made up later, although S3 knows no others", async () => {
    const stored = [1, 2, 3, 4].map((sequence) => [key(sequence), bucket.text(key(sequence)) ?? ""] as const);
    bucket.setTime(new Date("2026-02-02T12:00:00Z"));
    for (const [name, text] of stored) {
      bucket.purge(name);
      bucket.put(name, text);
    }

    expect(await messages()).to.deep.equal(
      [1, 2, 3, 4].map(
        (sequence) =>
          `entry ${sequence} was written at 2026-02-02T12:00:00.000Z, long after what it tells of: its writer's clock was wrong, or it was made up later`,
      ),
    );
  });

  it("lets the writer of the first entry be killed before it puts the head", async () => {
    const other = { project: "base", stack: "prod" } as const;
    await new OperationsLog(bucket, other).append(loggedOperation());
    bucket.purge(operationsHeadKey(other));
    expect(await new OperationsLog(bucket, other).verify()).to.deep.equal([]);
  });

  it("lets clocks be wrong by minutes", async () => {
    bucket.setTime(new Date("2026-01-31T12:10:00Z"));
    await log.append(loggedOperation());
    bucket.setTime(new Date("2026-01-31T11:50:00Z"));
    await log.append(loggedOperation());
    expect(await log.verify()).to.deep.equal([]);
  });
});
