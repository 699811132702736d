import { GetObjectCommand } from "@aws-sdk/client-s3";
import { cents } from "../../contracts/prices/cents";
import { monthlyCost } from "../../contracts/prices/monthly-cost";
import { MAX_OUTPUT_LENGTH } from "../../contracts/registry/records";
import { type CheckpointResource, parseCheckpoint } from "../checkpoints/checkpoint";
import type { StateBucket } from "../state-bucket";
import { decompressedStream } from "./decompressed-stream";
import { JsonArraySplitter } from "./json-array";
import { RESOURCES } from "./read-checkpoint";

/** Pulumi's mark of values that are not plain, secrets among them. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";

type Outputs = Readonly<Record<string, unknown>>;

/** What a deployment left behind. */
export interface DeployedState {
  readonly outputs?: Outputs;
  /** USD, by the prices that are known now. */
  readonly monthlyCost?: number;
}

/**
 * What the checkpoint beside a history entry says. Without a region it is read only as far as its first resource, which
 * is the stack itself and has the outputs.
 * @param region whose prices count
 * @returns nothing where there is no such checkpoint, or it cannot be read
 */
export async function readDeployedState(
  bucket: StateBucket,
  historyKey: string,
  region?: string,
): Promise<DeployedState> {
  const Key = historyKey.replace(".history.json", ".checkpoint.json");
  let first: CheckpointResource | undefined;
  let cost = 0;
  const splitter = new JsonArraySplitter(RESOURCES, (element) => {
    const resource = element as CheckpointResource;
    first ??= resource;
    cost += costOf(resource, region);
  });
  try {
    const { Body } = await bucket.s3.send(new GetObjectCommand({ Bucket: bucket.name, Key }));
    for await (const piece of decompressedStream(Body as unknown as AsyncIterable<Uint8Array>)) {
      splitter.write(piece);
      if (first && region === undefined) {
        break;
      }
    }
    if (region !== undefined) {
      // The sum of one that is cut off would be too low.
      parseCheckpoint(splitter.end());
    }
  } catch {
    // An older one may have been deleted, and a damaged one says nothing: the deployment is recorded all the same.
    return {};
  }
  return {
    ...(first?.type === "pulumi:pulumi:Stack" && { outputs: plainOutputs(first.outputs ?? {}) }),
    ...(region !== undefined && { monthlyCost: cents(cost) }),
  };
}

function costOf({ type, inputs = {} }: CheckpointResource, region: string | undefined): number {
  const cost = region === undefined ? undefined : monthlyCost(type, inputs, region);
  return cost?.kind === "standing" ? cost.usd : 0;
}

/** The outputs that may be shown: none that is a secret or has one in it, and none that is long. */
function plainOutputs(outputs: Outputs): Outputs {
  return Object.fromEntries(
    Object.entries(outputs).filter(([, value]) => {
      const text = JSON.stringify(value) ?? "";
      return !text.includes(SIGNATURE) && text.length <= MAX_OUTPUT_LENGTH;
    }),
  );
}
