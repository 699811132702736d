import { setTimeout as sleep } from "node:timers/promises";
import { isSettled } from "../../cli/commands/enclave/follow";
import type { LocalFleet } from "../../test/support/local-fleet";
import type { RequestLoad } from "./request-load";

const POLL_INTERVAL = 1000;

/** Without news for so long, in milliseconds, it is over. */
const PATIENCE = 600_000;

/** Explained at most, so that the first of many is still to be seen. */
const EXPLAINED = 10;

/**
 * Waits until `count` requests are there and nobody works on any of them, and tells how far they are.
 * @param progress what else there is to say with it
 * @returns the most runners that were seen at a time
 * @throws Error when nothing has changed for ten minutes
 */
export async function settled(
  local: LocalFleet,
  load: RequestLoad,
  count: number,
  progress: () => string | Promise<string> = () => "",
): Promise<number> {
  let peak = 0;
  let seen = "";
  for (let news = Date.now(); Date.now() - news < PATIENCE; await sleep(POLL_INTERVAL)) {
    const [runners, rows, more] = await Promise.all([load.runners(), load.rows(), progress()]);
    peak = Math.max(peak, runners);
    const open = rows.filter((row) => !isSettled(row));
    if (rows.length === count && open.length === 0) {
      return peak;
    }
    const now = `${rows.length - open.length} of ${count} are settled, ${runners} runners${more}`;
    if (now !== seen) {
      seen = now;
      news = Date.now();
      process.stderr.write(`${now}\n`);
    }
  }
  await explain(
    local,
    (await load.rows()).filter((row) => !isSettled(row)).map(({ id }) => id),
  );
  throw new Error(`nothing has happened for ${PATIENCE} ms: ${seen}`);
}

/** Prints the whole story of requests that are not as they should be. */
export async function explain(local: LocalFleet, ids: readonly string[]): Promise<void> {
  for (const id of ids.slice(0, EXPLAINED)) {
    const { stdout, stderr } = await local.run("enclave", "why", "dev", id);
    process.stderr.write(`\n${id}:\n${stdout}${stderr}`);
  }
}
