import { LocalFleet } from "../test/support/local-fleet";
import { engineRuns } from "./support/engine-runs";
import type { Figure } from "./support/figure";
import { RequestLoad } from "./support/request-load";
import { explain, settled } from "./support/settled";

/** `REQUESTS=<number>` tries fewer. */
const REQUESTS = Number(process.env.REQUESTS ?? 500);
const OWNERS = 5;

/**
 * Requests of several owners at once. Each must end with one host; no more may have a slot at a time than
 * runtime's caps allow. Beside the time that a request takes, on average, what its engine alone ran.
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
    const most = { total: 0, perOwner: 0 };
    const runners = await settled(local, load, REQUESTS, async () => {
      const { total, perOwner } = await load.slots();
      most.total = Math.max(most.total, total);
      most.perOwner = Math.max(most.perOwner, perOwner);
      return `, ${total} with a slot, ${perOwner} of one owner`;
    });
    const milliseconds = (performance.now() - started) / REQUESTS;
    const deployed = new Set(
      (await load.rows()).filter(({ status }) => status === "DEPLOYED").map(({ id }) => id),
    );
    const hosts = await load.hosts();
    const wrong = ids.filter((id) => !deployed.has(id) || hosts.get(id) !== 1);
    await explain(local, wrong);
    const caps = await load.caps();
    const engine = [...engineRuns(local.profile.logs).values()].flat().reduce((sum, each) => sum + each, 0);
    return [
      {
        name: `requests lost or doubled of ${REQUESTS} at once`,
        unit: "requests",
        ours: wrong.length,
        alternative: "hosts",
        theirs: [...hosts.values()].reduce((sum, count) => sum + count, 0),
        goal: "0",
        met: wrong.length === 0,
      },
      {
        name: "deployments that had a slot at a time",
        unit: "deployments",
        ours: most.total,
        // A container is there for a moment after it has answered and its slot is given back.
        alternative: "containers that were there",
        theirs: runners,
        goal: `<= ${caps.total}, ${caps.perOwner} of one owner (${most.perOwner})`,
        met: most.total <= caps.total && most.perOwner <= caps.perOwner,
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
