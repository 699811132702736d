/**
 * Serves the stand-ins for one caller: reads the caller's AWS variables as one line of JSON from standard input,
 * prints the ports as one line of JSON, and ends on SIGTERM or when its input closes, so that it never outlives who
 * started it. That it is told for whom it acts after it has started lets it be started before there is a caller.
 */
import { createInterface } from "node:readline";
import { startProviders } from "./server";

const input = createInterface({ input: process.stdin });
const stop = () => process.exit(0);
process.once("SIGTERM", stop).once("SIGINT", stop);
input.once("close", stop);
input.once("line", (line) => {
  startProviders(JSON.parse(line)).then(
    ({ ports }) => process.stdout.write(`${JSON.stringify(ports)}\n`),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
      process.exit(1);
    },
  );
});
