import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { readLease } from "../../backend/locks/lease";
import { startTestEmulator, type TestEmulator } from "../support/emulator";
import { overlaps, soak } from "../support/lock-soak";

const BUCKET = "soak";
const STACK = { project: "base", stack: "dev" } as const;
const CLIENTS = 10;
const TURNS = 10;

describe("the lease of one stack", function () {
  this.timeout(120_000);
  let emulator: TestEmulator;
  let s3: S3Client;
  before(async () => {
    emulator = await startTestEmulator();
    s3 = new S3Client({
      endpoint: emulator.endpoint,
      region: "eu-west-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
      forcePathStyle: true,
    });
    const CreateBucketConfiguration = { LocationConstraint: "eu-west-1" } as const;
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration }));
  });
  after(() => emulator.stop());

  it("never lets in two of many clients in several processes, and gives each its turns", async () => {
    const { turns } = await soak({
      protocol: "lease",
      environment: emulator.environment,
      bucket: BUCKET,
      stack: STACK,
      processes: 2,
      clientsPerProcess: CLIENTS / 2,
      turns: TURNS,
    });
    expect(overlaps(turns)).to.deep.equal([]);
    const byClient = new Map<string, number>();
    for (const { client } of turns) {
      byClient.set(client, (byClient.get(client) ?? 0) + 1);
    }
    expect([...byClient.values()]).to.deep.equal(Array.from({ length: CLIENTS }, () => TURNS));
    expect((await readLease({ s3, name: BUCKET }, STACK))?.record?.fence).to.equal(CLIENTS * TURNS);
  });

  it("is judged by a witness that sees two inside", () => {
    const turn = { client: "a", fence: 1, entered: 1n, left: 4n };
    expect(
      overlaps([turn, { ...turn, client: "b", fence: 1, entered: 3n, left: 5n, met: "a 0" }]),
    ).to.deep.equal(["b met a 0", "b entered before a had left", "fence 1 of b came after 1 of a"]);
  });
});
