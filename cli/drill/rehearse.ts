import { decompressed, parseCheckpoint } from "../../backend/checkpoints/checkpoint";
import { restoreCheckpoint } from "../../backend/checkpoints/restore-checkpoint";
import { verifyCheckpoint } from "../../backend/checkpoints/verify-checkpoint";
import type { SecretReader } from "../../backend/checkpoints/verify-secrets";
import { verifyStack } from "../../backend/checkpoints/verify-stack";
import { type CheckpointVersion, currentVersion, readVersion } from "../../backend/checkpoints/versions";
import type { StackId } from "../../backend/layout";
import type { StateBucket, StoredObject } from "../../backend/state-bucket";
import { COMPRESS, COMPRESSIONS, type Compression } from "./compressions";
import { DAMAGES, type Damage, putOnly } from "./damages";

/** How one step of a drill went. */
export interface Rehearsal {
  readonly compression: Compression;
  /** The damage that was repaired, or `opened by the engine`. */
  readonly step: string;
  readonly milliseconds: number;
  /** What went wrong; absent when nothing did. */
  readonly fault?: string;
}

export interface RehearsedStack extends StackId {
  readonly resources: number;
  readonly rehearsals: readonly Rehearsal[];
}

/** What a drill works with; the bucket is the scratch one. */
export interface Rehearsing {
  readonly bucket: StateBucket;
  readonly secrets: SecretReader;
  /** Opens the stack with the real engine; gives the number of resources that it sees. */
  readonly open: (stack: StackId) => Promise<number>;
  /** Milliseconds that only grow. */
  readonly now: () => number;
  /** Throws when somebody wants to stop. */
  readonly pause: () => void;
}

/** Damages the stack's copy in every way, repairs it each time, and lets the engine open what came of it. */
export async function rehearse(
  { bucket, secrets, open, now, pause }: Rehearsing,
  stack: StackId,
  live: StoredObject,
): Promise<RehearsedStack> {
  const plain = decompressed(live.body);
  const resources = parseCheckpoint(plain).resources.length;
  const rehearsals: Rehearsal[] = [];
  const step = async (compression: Compression, name: string, work: () => Promise<string | undefined>) => {
    pause();
    const started = now();
    const fault = await work().catch((error: Error) => error.message);
    rehearsals.push({
      compression,
      step: name,
      milliseconds: Math.round(now() - started),
      ...(fault && { fault }),
    });
  };
  for (const compression of COMPRESSIONS) {
    const body = COMPRESS[compression](plain);
    for (const damage of DAMAGES) {
      await putOnly(bucket, stack, compression, body);
      await step(compression, damage.name, () => repair(bucket, secrets, stack, damage));
    }
    // Once, since every repair ends with the same bytes under the same name.
    await step(compression, "opened by the engine", async () => {
      const seen = await open(stack);
      return seen === resources ? undefined : `the engine sees ${seen} resources, expected ${resources}`;
    });
  }
  return { ...stack, resources, rehearsals };
}

/** Inflicts `damage`, expects it to be found, restores the version before it. Tells what did not go as it should. */
async function repair(
  bucket: StateBucket,
  secrets: SecretReader,
  stack: StackId,
  damage: Damage,
): Promise<string | undefined> {
  const good = await stored(bucket, await currentVersion(bucket, stack));
  if (!good) {
    return "the copy is not there";
  }
  await damage.inflict(bucket, stack, good);
  const { findings } = await verifyStack(bucket, stack, secrets);
  if (!findings.some(({ rule }) => rule === damage.rule)) {
    return "the damage was not found";
  }
  const old = await verifyCheckpoint(good.body, good.key, secrets);
  if (old.length > 0) {
    return `the version before it is damaged too: ${old[0]?.message}`;
  }
  const replaced = await stored(bucket, await currentVersion(bucket, stack));
  await restoreCheckpoint(bucket, stack, good.body, replaced);
  const left = (await verifyStack(bucket, stack, secrets)).findings;
  return left.length === 0 ? undefined : `after the restore: ${left[0]?.message}`;
}

async function stored(
  bucket: StateBucket,
  version: CheckpointVersion | undefined,
): Promise<StoredObject | undefined> {
  return version && readVersion(bucket, version);
}
