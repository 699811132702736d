import { join } from "node:path";
import { listWorkspaces } from "../backend/registry/list-workspaces";
import type { Figure } from "./support/figure";
import { fillBucket, inBootstrappedFleet, progress } from "./support/many-workspaces";
import { watch } from "./support/watch";

const STACKS = 10_000;
const GOAL_MEBIBYTES = 512;

/** `fleet registry rebuild` from nothing: the emulator takes a quarter of an hour to write so many rows. */
export async function measure(): Promise<readonly Figure[]> {
  return inBootstrappedFleet(async (filled) => {
    const { fleet, table } = filled;
    await fillBucket(filled, STACKS);
    const rebuilt = await watch(
      process.execPath,
      [join(__dirname, "..", "bin", "fleet"), "registry", "rebuild", "dev"],
      { ...process.env, FLEET_PROFILE: join(fleet.profile.logs, "profile.json") },
    );
    progress(rebuilt.stdout.trim().split("\n").at(-1) ?? "");
    const { workspaces } = await listWorkspaces({ table }, { template: "enclave" }, { limit: STACKS + 1 });
    if (workspaces.length !== STACKS) {
      throw new Error(`${workspaces.length} of ${STACKS} stacks have a row`);
    }
    return [
      {
        name: `registry-rebuild ${STACKS} stacks in ${(rebuilt.milliseconds / 1000).toFixed(0)} s`,
        unit: "MiB",
        ours: rebuilt.mebibytes,
        alternative: "goal",
        theirs: GOAL_MEBIBYTES,
        goal: `< ${GOAL_MEBIBYTES}`,
        met: rebuilt.mebibytes < GOAL_MEBIBYTES,
      },
    ];
  });
}
