/**
 * Serves the stand-ins with this process's environment, for one caller: prints their ports as one line of
 * JSON, and ends on SIGTERM or when its standard input closes, so that it never outlives who started it.
 */
import { startProviders } from "./server";

async function main(): Promise<void> {
  const providers = await startProviders(process.env);
  const stop = () => providers.close().then(() => process.exit(0));
  process.once("SIGTERM", stop).once("SIGINT", stop);
  process.stdin.once("end", stop).once("close", stop).resume();
  process.stdout.write(`${JSON.stringify(providers.ports)}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  process.exit(1);
});
