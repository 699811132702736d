import { isRunning } from "../../../backend/locks/running-process";
import { FleetError } from "../../../contracts/errors";
import type { Context } from "../../context";
import { localProfilePath, readProfile } from "../../profile";

const STOP_TIMEOUT = 60_000;
const POLL_INTERVAL = 100;

/** Stops the local AWS, and with it everything that was deployed there. */
export async function stop(context: Context): Promise<void> {
  const profile = readProfile(localProfilePath(context.root));
  if (!profile) {
    context.output.result({ stopped: false }, () => context.output.line("the local AWS does not run"));
    return;
  }
  process.kill(profile.pid, "SIGTERM");
  const end = context.clock.now().getTime() + STOP_TIMEOUT;
  while (isRunning(profile.pid)) {
    if (context.clock.now().getTime() > end) {
      throw new FleetError(
        "WaitTimedOut",
        `the local AWS (process ${profile.pid}) does not end: look into ${profile.logs}`,
      );
    }
    await context.clock.sleep(POLL_INTERVAL);
  }
  context.output.result({ stopped: true }, () => context.output.line("the local AWS is stopped"));
}
