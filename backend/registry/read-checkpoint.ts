import { GetObjectCommand } from "@aws-sdk/client-s3";
import { FleetError } from "../../contracts/errors";
import { type Checkpoint, type CheckpointResource, parseCheckpoint } from "../checkpoints/checkpoint";
import { checkpointKeys, type StackId } from "../layout";
import type { StateBucket } from "../state-bucket";
import { decompressedStream } from "./decompressed-stream";
import { JsonArraySplitter } from "./json-array";

/** Where Pulumi has the resources in a checkpoint. */
export const RESOURCES = ["checkpoint", "latest", "resources"];

/** A checkpoint without its resources, which were given away one by one. */
export interface CheckpointHead extends Omit<Checkpoint, "resources"> {
  readonly key: string;
  readonly etag: string;
  readonly lastModified?: Date;
}

/**
 * Reads the stack's checkpoint in pieces: one of 10,000 resources has tens of megabytes.
 *
 * @param onResource is given each resource in the order of the file, before it is known whether the rest is whole
 * @returns undefined when the stack has no checkpoint
 * @throws FleetError `CheckpointInvalid`
 */
export async function readCheckpoint(
  bucket: StateBucket,
  stack: StackId,
  onResource: (resource: CheckpointResource) => void,
): Promise<CheckpointHead | undefined> {
  // Plain first, as Pulumi writes it unless it is told otherwise.
  for (const key of checkpointKeys(stack)) {
    const object = await openObject(bucket, key);
    if (object) {
      const { resources: _, ...head } = await parseStream(object.body, onResource);
      return { ...head, key, etag: object.etag, lastModified: object.lastModified };
    }
  }
  return undefined;
}

/** @throws FleetError `CheckpointInvalid` */
export async function parseStream(
  body: AsyncIterable<Uint8Array>,
  onResource: (resource: CheckpointResource) => void,
): Promise<Checkpoint> {
  const splitter = new JsonArraySplitter(RESOURCES, (element) => onResource(element as CheckpointResource));
  try {
    for await (const piece of decompressedStream(body)) {
      splitter.write(piece);
    }
  } catch (error) {
    throw new FleetError(
      "CheckpointInvalid",
      `the checkpoint cannot be used: its data is damaged or cut off: ${(error as Error).message}`,
      [],
      { cause: error },
    );
  }
  return parseCheckpoint(splitter.end());
}

async function openObject(bucket: StateBucket, key: string) {
  try {
    const answer = await bucket.s3.send(new GetObjectCommand({ Bucket: bucket.name, Key: key }));
    return {
      body: answer.Body as unknown as AsyncIterable<Uint8Array>,
      etag: answer.ETag ?? "",
      lastModified: answer.LastModified,
    };
  } catch (error) {
    if (error instanceof Error && ["NoSuchKey", "NotFound"].includes(error.name)) {
      return undefined;
    }
    throw error;
  }
}
