import {
  GetObjectCommand,
  GetObjectTaggingCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectTaggingCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { backendBucket, lockMark, StackLocks } from "../../runner/stack-locks";

const KEYS = [1, 2].map((name) => `.pulumi/locks/organization/enclave/vault/${name}.json`);

describe("StackLocks", () => {
  const client = new S3Client({ region: "eu-west-1" });
  const s3 = mockClient(client);
  const locks = new StackLocks(client, "state", "vault");
  beforeEach(() => {
    s3.reset();
    s3.on(GetObjectTaggingCommand).resolves({ TagSet: [] });
    content("{}");
  });

  function objects(...keys: readonly string[]): void {
    s3.on(ListObjectsV2Command).resolves({ Contents: keys.map((Key) => ({ Key })) });
  }

  function content(text: string): void {
    s3.on(GetObjectCommand).resolves({ Body: { transformToString: async () => text } as never });
  }

  it("says who made a lock, and so of one that is not readable", async () => {
    objects(...KEYS.slice(0, 1));
    content('{"pid":7,"username":"ada","hostname":"desk","timestamp":"2026-01-01T00:00:00Z"}');
    expect(await locks.list()).to.deep.equal([
      { key: KEYS[0], owner: "ada@desk (pid 7) since 2026-01-01T00:00:00Z" },
    ]);
    content("{not json");
    expect(await locks.list()).to.deep.equal([
      { key: KEYS[0], owner: "somebody whose lock is not readable" },
    ]);
  });

  it("leaves out a lock that is gone by the time it is read", async () => {
    objects(...KEYS.slice(0, 1));
    s3.on(GetObjectCommand).rejects(new NoSuchKey({ message: "gone", $metadata: {} }));
    expect(await locks.list()).to.deep.equal([]);
  });

  it("marks the only lock", async () => {
    objects(...KEYS.slice(0, 1));
    const mark = lockMark("vault", "token");
    expect(await locks.claim(mark)).to.equal(true);
    expect(s3.commandCalls(PutObjectTaggingCommand).map(({ args }) => args[0].input)).to.deep.equal([
      {
        Bucket: "state",
        Key: KEYS[0],
        Tagging: {
          TagSet: [
            { Key: "fleet-request", Value: "vault" },
            { Key: "fleet-attempt", Value: mark.attempt },
          ],
        },
      },
    ]);
  });

  it("marks none beside a contender's, nor where there is none", async () => {
    objects(...KEYS);
    expect(await locks.claim(lockMark("vault", "token"))).to.equal(false);
    objects();
    expect(await locks.claim(lockMark("vault", "token"))).to.equal(false);
    expect(s3.commandCalls(PutObjectTaggingCommand)).to.have.length(0);
  });
});

describe("lockMark", () => {
  it("tells attempts apart and keeps the token to itself", () => {
    const [first, second] = [lockMark("vault", "token-1"), lockMark("vault", "token-2")];
    expect(first.attempt)
      .to.match(/^[0-9a-f]{32}$/)
      .and.not.equal(second.attempt);
    expect(first).to.deep.equal(lockMark("vault", "token-1"));
  });
});

describe("backendBucket", () => {
  it("is the host of the address", () => {
    expect(backendBucket("s3://hyperion-dev-state?region=eu-west-1")).to.equal("hyperion-dev-state");
    expect(backendBucket("s3://hyperion-dev-state")).to.equal("hyperion-dev-state");
  });

  for (const address of ["file:///tmp", "s3://", "s3://bucket/folder", "https://bucket"]) {
    it(`refuses ${address}`, () => {
      expect(() => backendBucket(address)).to.throw(
        `backend ${JSON.stringify(address)} is not allowed: use s3://<bucket>?region=<region>`,
      );
    });
  }
});
