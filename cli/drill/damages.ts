import { DeleteObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import type { CheckpointFinding } from "../../backend/checkpoints/checkpoint-finding";
import { checkpointKey, type StackId } from "../../backend/layout";
import type { StateBucket, StoredObject } from "../../backend/state-bucket";
import { COMPRESSIONS, type Compression } from "./compressions";

/** A bad night, made on purpose. */
export interface Damage {
  readonly name: string;
  /** The rule that has to notice it. */
  readonly rule: CheckpointFinding["rule"];
  inflict(bucket: StateBucket, stack: StackId, good: StoredObject): Promise<void>;
}

/** Bytes that are overwritten. */
const HOLE = 64;

/** What can happen to a checkpoint, besides that somebody changes it with meaning. */
export const DAMAGES: readonly Damage[] = [
  { name: "deleted", rule: "readable", inflict: (bucket, _, good) => remove(bucket, good.key) },
  overwriting("emptied", () => new Uint8Array()),
  overwriting("truncated", (body) => body.subarray(0, Math.floor(body.length / 2))),
  overwriting("overwritten", (body) => {
    const damaged = Buffer.from(body);
    // No byte of it may be zero in JSON, and compressed data is no longer what its checksum or length says.
    damaged.fill(0, Math.floor(body.length / 2), Math.floor(body.length / 2) + HOLE);
    return damaged;
  }),
  {
    name: "misnamed",
    rule: "compression",
    inflict: async (bucket, stack, good) => {
      const other = COMPRESSIONS.map((compression) => checkpointKey(stack, compression)).find(
        (key) => key !== good.key,
      );
      await write(bucket, other ?? "", good.body);
      await remove(bucket, good.key);
    },
  },
];

function overwriting(name: string, damaged: (body: Uint8Array) => Uint8Array): Damage {
  return {
    name,
    rule: "readable",
    inflict: (bucket, _, { key, body }) => write(bucket, key, damaged(body)),
  };
}

/** Makes `body` the stack's only checkpoint. */
export async function putOnly(
  bucket: StateBucket,
  stack: StackId,
  compression: Compression,
  body: Uint8Array,
): Promise<void> {
  const key = checkpointKey(stack, compression);
  for (const other of COMPRESSIONS.map((each) => checkpointKey(stack, each))) {
    if (other !== key) {
      await remove(bucket, other);
    }
  }
  await write(bucket, key, body);
}

async function write(bucket: StateBucket, key: string, body: Uint8Array): Promise<void> {
  await bucket.s3.send(new PutObjectCommand({ Bucket: bucket.name, Key: key, Body: body }));
}

async function remove(bucket: StateBucket, key: string): Promise<void> {
  await bucket.s3.send(new DeleteObjectCommand({ Bucket: bucket.name, Key: key }));
}
