import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Figure } from "./support/figure";
import { runInTurn } from "./support/measure";

const USUAL_RESOURCES = 60;
const MANY_RESOURCES = 10_000;
/** Checkpoints of the usual size that one process makes records of. */
const CHECKPOINTS = 400;
const GOAL_A_SECOND = 100;
const GOAL_MEBIBYTES = 256;

const REGISTER = join(__dirname, "..", "register.cjs");
const INDEX = join(__dirname, "support", "index-checkpoint.ts");

/** What indexing a checkpoint takes before the table is written, beside parsing it as a whole. */
export async function measure(): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), "fleet-bench-"));
  try {
    const usual = join(folder, "usual.json");
    const many = join(folder, "many.json.gz");
    writeFileSync(usual, checkpointOf(USUAL_RESOURCES));
    writeFileSync(many, gzipSync(checkpointOf(MANY_RESOURCES)));
    const command = (file: string, times: number, how: string) => ({
      file: process.execPath,
      args: ["-r", REGISTER, INDEX, file, String(times), how],
    });
    const [stream, whole, large, largeWhole] = await runInTurn(
      [
        command(usual, CHECKPOINTS, "stream"),
        command(usual, CHECKPOINTS, "whole"),
        command(many, 1, "stream"),
        command(many, 1, "whole"),
      ],
      3,
    );
    if (!stream || !whole || !large || !largeWhole) {
      throw new Error("nothing was measured");
    }
    const rate = (CHECKPOINTS * 1000) / stream.milliseconds;
    return [
      {
        name: "registry-indexing records",
        unit: "checkpoints/s",
        ours: rate,
        alternative: "JSON.parse of the whole",
        theirs: (CHECKPOINTS * 1000) / whole.milliseconds,
        goal: `>= ${GOAL_A_SECOND}`,
        met: rate >= GOAL_A_SECOND,
      },
      {
        name: `registry-indexing ${MANY_RESOURCES} resources`,
        unit: "MiB",
        ours: large.mebibytes,
        alternative: "JSON.parse of the whole",
        theirs: largeWhole.mebibytes,
        goal: `< ${GOAL_MEBIBYTES}`,
        met: large.mebibytes < GOAL_MEBIBYTES,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** About 3 kB a resource, as base and runtime have. */
function checkpointOf(count: number): string {
  const type = "aws:s3/bucket:Bucket";
  const resources = Array.from({ length: count }, (_, index) => ({
    urn: `urn:pulumi:dev::base::${type}::bucket-${index}`,
    type,
    custom: true,
    id: `bucket-${index}`,
    created: "2026-01-31T12:00:00Z",
    inputs: { bucket: `bucket-${index}`, tags: { Name: `bucket-${index}` } },
    outputs: {
      arn: `arn:aws:s3:::bucket-${index}`,
      bucket: `bucket-${index}`,
      policy: JSON.stringify({ index, text: "p".repeat(2500) }),
    },
  }));
  const manifest = { time: "2026-01-31T12:00:00Z", magic: "", version: "v3.256.0" };
  return JSON.stringify({ version: 3, checkpoint: { latest: { manifest, resources } } });
}
