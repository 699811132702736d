import { GetObjectCommand, ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";
import { type Checkpoint, parseCheckpoint } from "../../backend/checkpoints/checkpoint";

/** State bucket of environment dev in an emulator. */
export const STATE_BUCKET = "hyperion-dev-state-000000000000-eu-west-1";

/** The checkpoint of a stack of `project` in dev, as the engine has saved it last. */
export async function stackState(s3: S3Client, project: string, stack = "dev"): Promise<Checkpoint> {
  const Key = `.pulumi/stacks/${project}/${stack}.json`;
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: STATE_BUCKET, Key }));
  return parseCheckpoint((await Body?.transformToByteArray()) ?? new Uint8Array());
}

/** Keys of the locks on a stack of `project` in dev. */
export async function stackLocks(s3: S3Client, project: string, stack = "dev"): Promise<readonly string[]> {
  const Prefix = `.pulumi/locks/organization/${project}/${stack}/`;
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: STATE_BUCKET, Prefix }));
  return Contents.map(({ Key = "" }) => Key);
}
