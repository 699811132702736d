import type { CommandError } from "@pulumi/pulumi/automation";
import { FleetError } from "../contracts/errors";
import type { Operation } from "../contracts/operation";

/** EC2's error codes for a host and for its address, and how an Auto Scaling group tells of the first. */
const NO_CAPACITY =
  /Insufficient(Instance|Host)?Capacity|not have sufficient \S+ capacity|InsufficientFreeAddressesInSubnet/;

/**
 * Why the engine failed, for the requester.
 * @param lines of its errors; @default the end of what it printed
 */
export function engineFailure(
  { id, operation }: { readonly id: string; readonly operation: Operation },
  error: CommandError,
  lines: readonly string[],
): FleetError {
  const details = lines.length > 0 ? lines : errorLines(error.message);
  const lacking = details.filter((line) => NO_CAPACITY.test(line));
  return lacking.length > 0
    ? new FleetError(
        "CapacityUnavailable",
        `AWS has no host to give for stack "${id}" now: it is tried again, and then asked for later`,
        lacking,
        { cause: error },
      )
    : new FleetError(
        "DeploymentFailed",
        `the engine could not ${operation} stack "${id}": correct what its errors name and ask again`,
        details,
        { cause: error },
      );
}

/** What the CLI says of a failure that has no event. */
function errorLines(output: string): string[] {
  const lines = output.split("\n").map((line) => line.trim());
  const errors = lines.filter((line) => /^(stderr: )?error:/.test(line));
  return errors.length > 0 ? errors : lines.filter((line) => line !== "").slice(-5);
}
