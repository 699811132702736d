import type { Environment } from "../../../contracts/environment";
import { consoleQueries } from "../../console/registry-queries";
import { startConsole } from "../../console/server";
import type { Context } from "../../context";
import { checkedBackend, showBackend } from "../../engine/environment-backend";

/**
 * Serves the page until Ctrl-C.
 * @throws FleetError `BackendUnavailable`, `PrerequisiteMissing` when the port is taken
 */
export async function serveConsole(context: Context, environment: Environment, port: number): Promise<void> {
  const backend = await checkedBackend(context, environment);
  showBackend(context, backend);
  const { output, clock, interruption } = context;
  await interruption.graceful(async (signal) => {
    const { url, close } = await startConsole(consoleQueries(context, backend), clock, port);
    output.result({ environment, url }, () => output.line(`open ${url}`));
    await new Promise<void>((end) => signal.addEventListener("abort", () => end(), { once: true }));
    await close();
  });
}
