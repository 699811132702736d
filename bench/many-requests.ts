import { LocalFleet } from "../test/support/local-fleet";
import { engineRuns } from "./support/engine-runs";
import type { Figure } from "./support/figure";
import { RequestLoad } from "./support/request-load";
import { explain, settled } from "./support/settled";

/** `REQUESTS=<number>` tries fewer. */
const REQUESTS = Number(process.env.REQUESTS ?? 500);
const OWNERS = 5;

/**
 * Requests of several owners at once. Each must end with one host; the pipeline may not run more at a time than its
 * cap. Beside the time that a request takes, on average, what its engine alone ran.
 */
export async function measure(): Promise<readonly Figure[]> {
  const local = await LocalFleet.start();
  try {
    await local.json("bootstrap", "dev");
    await local.json("up", "all", "dev");
    const load = new RequestLoad(local.aws);
    const ids = Array.from({ length: REQUESTS }, (_, index) => `many-${index}`);
    const started = performance.now();
    await Promise.all(ids.map((id, index) => load.put(id, `team-${index % OWNERS}`)));
    const peak = await settled(local, load, REQUESTS);
    const milliseconds = (performance.now() - started) / REQUESTS;
    const deployed = new Set(
      (await load.rows()).filter(({ status }) => status === "DEPLOYED").map(({ id }) => id),
    );
    const hosts = await load.hosts();
    const wrong = ids.filter((id) => !deployed.has(id) || hosts.get(id) !== 1);
    await explain(local, wrong);
    const engine = [...engineRuns(local.profile.logs).values()].flat().reduce((sum, each) => sum + each, 0);
    return [
      {
        name: `requests lost or doubled of ${REQUESTS} at once, at most ${peak} runners`,
        unit: "requests",
        ours: wrong.length,
        alternative: "hosts",
        theirs: [...hosts.values()].reduce((sum, count) => sum + count, 0),
        goal: "0",
        met: wrong.length === 0,
      },
      {
        name: `time a request of ${REQUESTS} at once`,
        unit: "ms",
        ours: milliseconds,
        alternative: "its engine's run",
        theirs: engine / REQUESTS,
        goal: "shown",
        met: true,
      },
    ];
  } finally {
    await local.stop();
  }
}
