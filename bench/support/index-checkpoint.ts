// Makes records of a checkpoint file's resources, several times: `<file> <times> stream|whole`.
import { createReadStream, readFileSync } from "node:fs";
import { type CheckpointResource, parseCheckpoint } from "../../backend/checkpoints/checkpoint";
import { parseStream } from "../../backend/registry/read-checkpoint";
import { resourceRecord } from "../../backend/registry/resource-record";
import { resourceRow } from "../../contracts/registry/rows";

const [file = "", times = "1", how = "stream"] = process.argv.slice(2);

async function main(): Promise<void> {
  for (let time = 0; time < Number(times); time += 1) {
    const rows = new Map<string, unknown>();
    const add = (resource: CheckpointResource) => {
      const row = resourceRow(resourceRecord("bench", resource, "eu-west-1").record);
      rows.set(row.sk, row);
    };
    if (how === "stream") {
      await parseStream(createReadStream(file), add);
    } else {
      parseCheckpoint(readFileSync(file)).resources.forEach(add);
    }
    if (rows.size === 0) {
      throw new Error(`${file} has no resources`);
    }
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
