// A process of the soak's clients: each has a lease object, or lock protocol, of its own.
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { DeleteObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { Lease } from "../../backend/locks/lease";
import { releaseLock, takeLock } from "../../backend/locks/locks";
import { readObject, type StateBucket, writeObject } from "../../backend/state-bucket";
import { FleetError } from "../../contracts/errors";
import { holder } from "./holders";
import type { SoakOptions, TurnMessage } from "./lock-soak";

/** Between two tries, at random, in milliseconds; grows with every try in vain, as many wait. */
const PAUSE = 20;
const LONGEST_PAUSE = 4000;

const WITNESS = "witness";

type Options = Omit<SoakOptions, "environment"> & { readonly index: number };

/** Goes inside; the function that it gives goes out again. */
type Enter = () => Promise<{ readonly fence?: number; leave(): Promise<unknown> } | undefined>;

async function main(): Promise<void> {
  const options = JSON.parse(process.env.SOAK ?? "") as Options;
  const bucket = { s3: new S3Client({ forcePathStyle: true, maxAttempts: 5 }), name: options.bucket };
  process.send?.("ready");
  await new Promise((go) => process.once("message", go));
  await Promise.all(
    Array.from({ length: options.clientsPerProcess }, (_, client) =>
      takeTurns(options, bucket, `${options.index}.${client}`),
    ),
  );
  process.disconnect();
}

async function takeTurns(options: Options, bucket: StateBucket, client: string): Promise<void> {
  const enter = options.protocol === "lease" ? byLease(options, bucket) : byLock(options, bucket);
  for (let turn = 0; turn < options.turns; turn++) {
    for (let tries = 0; ; tries++) {
      const inside = await enter();
      if (inside) {
        const entered = process.hrtime.bigint();
        const met = await witness(bucket, `${client} ${turn}`);
        const left = process.hrtime.bigint();
        await inside.leave();
        const message: TurnMessage = {
          client,
          fence: inside.fence,
          met,
          entered: `${entered}`,
          left: `${left}`,
        };
        process.send?.(message);
        break;
      }
      await sleep(Math.random() * Math.min(PAUSE * 1.3 ** tries, LONGEST_PAUSE));
    }
  }
}

/** Leaves a mark where there must be none, and takes it away. @returns somebody else's mark */
async function witness(bucket: StateBucket, mark: string): Promise<string | undefined> {
  const etag = await writeObject(bucket, WITNESS, mark, { absent: true });
  const there = etag === undefined ? await readObject(bucket, WITNESS) : undefined;
  await bucket.s3.send(new DeleteObjectCommand({ Bucket: bucket.name, Key: WITNESS }));
  return etag === undefined ? Buffer.from(there?.body ?? "somebody").toString("utf8") : undefined;
}

function byLease({ stack }: Options, bucket: StateBucket): Enter {
  return async () => {
    const lease = new Lease(bucket, stack, holder({ id: randomUUID() }));
    const outcome = await lease.take({ operation: "soak" }, async () => false);
    return "taken" in outcome
      ? { fence: outcome.taken.record.fence, leave: () => outcome.taken.release() }
      : undefined;
  };
}

function byLock({ stack }: Options, bucket: StateBucket): Enter {
  return async () => {
    try {
      const lock = await takeLock(bucket, stack);
      return { leave: () => releaseLock(bucket, lock) };
    } catch (error) {
      if (error instanceof FleetError && error.name === "StackLocked") {
        return undefined;
      }
      throw error;
    }
  };
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
