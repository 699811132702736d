import { GetObjectCommand } from "@aws-sdk/client-s3";
import { MAX_OUTPUT_LENGTH } from "../../contracts/registry/records";
import type { CheckpointResource } from "../checkpoints/checkpoint";
import type { StateBucket } from "../state-bucket";
import { decompressedStream } from "./decompressed-stream";
import { JsonArraySplitter } from "./json-array";
import { RESOURCES } from "./read-checkpoint";

/** Pulumi's mark of values that are not plain, secrets among them. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";

type Outputs = Readonly<Record<string, unknown>>;

/**
 * The stack's outputs as the checkpoint beside a history entry has them. Reads only as far as the first resource,
 * which is the stack itself.
 * @returns undefined when there is no such checkpoint, or nothing in it
 */
export async function readOutputs(bucket: StateBucket, historyKey: string): Promise<Outputs | undefined> {
  const Key = historyKey.replace(".history.json", ".checkpoint.json");
  let first: CheckpointResource | undefined;
  const splitter = new JsonArraySplitter(RESOURCES, (element) => {
    first ??= element as CheckpointResource;
  });
  try {
    const { Body } = await bucket.s3.send(new GetObjectCommand({ Bucket: bucket.name, Key }));
    for await (const piece of decompressedStream(Body as unknown as AsyncIterable<Uint8Array>)) {
      splitter.write(piece);
      if (first) {
        break;
      }
    }
  } catch {
    // An older one may have been deleted, and a damaged one says nothing: the deployment is recorded all the same.
    return undefined;
  }
  return first?.type === "pulumi:pulumi:Stack" ? plainOutputs(first.outputs ?? {}) : undefined;
}

/** The outputs that may be shown: none that is a secret or has one in it, and none that is long. */
export function plainOutputs(outputs: Outputs): Outputs {
  return Object.fromEntries(
    Object.entries(outputs).filter(([, value]) => {
      const text = JSON.stringify(value) ?? "";
      return !text.includes(SIGNATURE) && text.length <= MAX_OUTPUT_LENGTH;
    }),
  );
}
