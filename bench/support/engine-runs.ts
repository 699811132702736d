import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** An end of an engine, as the runner has logged it. */
interface EngineEnd {
  readonly requestId: string;
  readonly milliseconds: number;
}

/**
 * How long the engine ran for each request, one number a run, in milliseconds.
 * @param logs folder with a file per task
 */
export function engineRuns(logs: string): ReadonlyMap<string, readonly number[]> {
  const ends = readdirSync(logs)
    .filter((file) => file.startsWith("task-"))
    .flatMap((file) => readFileSync(join(logs, file), "utf8").split("\n"))
    .filter((line) => line.includes('"the engine has ended"'))
    .map((line) => JSON.parse(line) as EngineEnd);
  const runs = new Map<string, readonly number[]>();
  for (const { requestId, milliseconds } of ends) {
    runs.set(requestId, [...(runs.get(requestId) ?? []), milliseconds]);
  }
  return runs;
}
