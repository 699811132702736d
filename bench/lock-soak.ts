import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { startTestEmulator, type TestEmulator } from "../test/support/emulator";
import { overlaps, type Protocol, soak } from "../test/support/lock-soak";
import type { Figure } from "./support/figure";

const PROCESSES = 4;
const CLIENTS = 100;
const TURNS = 100;

/** Pulumi's protocol lets nobody in when two come at once, so that fewer turns show its time for one as well. */
const PULUMI_TURNS = 2;

/**
 * 100 clients that each want one stack 100 times: the time of a turn with our lease, beside Pulumi's own lock (list,
 * put, list, remove on conflict) with the same retries. Two inside at once, or a client without its turns, is a miss.
 */
export async function measure(): Promise<readonly Figure[]> {
  const ours = await turnsOf("lease", TURNS);
  const theirs = await turnsOf("pulumi", PULUMI_TURNS);
  const wrong = [...overlaps(ours.turns), ...missing(ours.turns)];
  return [
    {
      name: "lock-soak",
      unit: "ms a turn",
      ours: ours.milliseconds / ours.turns.length,
      alternative: "Pulumi's lock",
      theirs: theirs.milliseconds / theirs.turns.length,
      goal: `no overlap, ${CLIENTS} clients with ${TURNS} turns each (${ours.turns.length} turns, ${wrong.length} wrong)`,
      met: wrong.length === 0,
    },
  ];
}

/** Clients that did not get all their turns. */
function missing(turns: readonly { readonly client: string }[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { client } of turns) {
    counts.set(client, (counts.get(client) ?? 0) + 1);
  }
  const whole = [...counts.values()].filter((count) => count === TURNS).length;
  return whole === CLIENTS ? [] : [`${CLIENTS - whole} clients did not get all their turns`];
}

async function turnsOf(protocol: Protocol, turns: number) {
  const emulator = await startTestEmulator();
  try {
    await createBucket(emulator);
    return await soak({
      protocol,
      environment: emulator.environment,
      bucket: "soak",
      stack: { project: "base", stack: "dev" },
      processes: PROCESSES,
      clientsPerProcess: CLIENTS / PROCESSES,
      turns,
    });
  } finally {
    await emulator.stop();
  }
}

async function createBucket({ endpoint }: TestEmulator): Promise<void> {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const s3 = new S3Client({ endpoint, region: "eu-west-1", credentials, forcePathStyle: true });
  const CreateBucketConfiguration = { LocationConstraint: "eu-west-1" } as const;
  await s3.send(new CreateBucketCommand({ Bucket: "soak", CreateBucketConfiguration }));
  s3.destroy();
}
