import { ConcurrentUpdateError, StackNotFoundError } from "@pulumi/pulumi/automation";
import { FleetError } from "../../contracts/errors";
import type { Operation, StackTarget } from "./engine";

/** Lines of the CLI's own output that are shown when it gave no error as an event. */
const OUTPUT_LINES = 12;

/** What went wrong, for a person: the engine's errors instead of the CLI's whole output. */
export function explainFailure(
  error: unknown,
  operation: Operation | undefined,
  target: StackTarget,
  engineErrors: readonly string[],
  interrupted: boolean,
): Error {
  const what = `${operation ?? "work"} on ${target.project} ${target.stack}`;
  if (interrupted) {
    return new FleetError(
      "DeploymentInterrupted",
      `${what} was interrupted: the engine has saved what it did; run it again to go on`,
      [],
      { cause: error },
    );
  }
  if (error instanceof StackNotFoundError || says(error, /no stack named .* found/)) {
    return new FleetError(
      "StackNotFound",
      `${target.project} is not deployed in ${target.stack}: run \`fleet up ${target.project} ${target.stack}\``,
      [],
      { cause: error },
    );
  }
  if (error instanceof ConcurrentUpdateError || says(error, /the stack is currently locked by/)) {
    return new FleetError("StackLocked", `${what} has to wait: another update of this stack is running`, [], {
      cause: error,
    });
  }
  if (error instanceof Error) {
    const details = engineErrors.length > 0 ? engineErrors.map(withoutTrace) : outputErrors(error.message);
    return new FleetError("DeploymentFailed", `${what} failed`, [...new Set(details)], { cause: error });
  }
  return new FleetError("DeploymentFailed", `${what} failed: ${String(error)}`);
}

/** Whether the CLI said so where the Automation API did not run it. */
function says(error: unknown, text: RegExp): boolean {
  return error instanceof Error && text.test(error.message);
}

/** A program's error as it was thrown: without the engine's words before it and the stack trace after it. */
function withoutTrace(text: string): string {
  return text
    .replace(/^(.*?: )?Unhandled exception: (\w*Error: )?/, "$1")
    .split("\n")
    .filter((line) => !/^\s+at /.test(line))
    .join("\n")
    .trim();
}

/** What the CLI calls an error, with the indented lines that belong to it, or else the end of what it said. */
function outputErrors(text: string): readonly string[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const errors: string[] = [];
  let within = false;
  for (const line of lines) {
    if (line.trimStart().startsWith("error: ")) {
      errors.push(line.trim().slice("error: ".length));
      within = true;
    } else if (within && /^\s/.test(line)) {
      errors.push(line.trim());
    } else {
      within = false;
    }
  }
  return errors.length > 0 ? errors : lines.slice(-OUTPUT_LINES).map((line) => line.trim());
}
