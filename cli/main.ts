import { CommanderError } from "commander";
import { FleetError } from "../contracts/errors";
import { EXIT, exitCodeOf } from "./exit-codes";
import { createProgram } from "./program";

/** Runs `fleet` with the arguments of a command line and sets the process's exit code. */
export async function main(args: readonly string[]): Promise<void> {
  // An error that nothing handles would be written to the same closed stream, without end.
  process.stderr.on("error", unlessClosed);
  process.stdout.on("error", unlessClosed);
  try {
    await createProgram(undefined, args).parseAsync(args, { from: "user" });
  } catch (error) {
    process.exitCode = report(error);
  }
}

/** Nobody reads any longer. A command that is running learns of it by itself, in program.ts. */
function unlessClosed(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") {
    throw error;
  }
}

/** Tells a person about `error`, without a stack trace unless FLEET_DEBUG is set. Returns the exit code. */
export function report(
  error: unknown,
  write: (text: string) => void = (text) => process.stderr.write(`${text}\n`),
  debug: boolean = process.env.FLEET_DEBUG !== undefined,
): number {
  if (error instanceof CommanderError) {
    // Commander has already said what is wrong.
    return error.exitCode === 0 ? EXIT.success : EXIT.usage;
  }
  const known = error instanceof FleetError;
  write(`error: ${error instanceof Error ? error.message : String(error)}`);
  for (const detail of known ? error.details : []) {
    write(`  - ${detail}`);
  }
  if (debug && error instanceof Error) {
    write(error.stack ?? "");
  } else if (!known) {
    write("Set FLEET_DEBUG=1 to see where it comes from.");
  }
  return known ? exitCodeOf(error.name) : EXIT.failure;
}
