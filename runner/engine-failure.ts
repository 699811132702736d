import type { CommandError } from "@pulumi/pulumi/automation";
import { type ErrorName, FleetError } from "../contracts/errors";
import type { Operation } from "../contracts/operation";

/** EC2's error codes for a host and for its address, and how an Auto Scaling group tells of the first. */
const NO_CAPACITY =
  /Insufficient(Instance|Host)?Capacity|not have sufficient \S+ capacity|InsufficientFreeAddressesInSubnet/;

/** Throttling, an outage, a lost connection: what AWS's clients give up on after all their tries. */
const OUT_OF_ORDER =
  /Throttl|SlowDown|RequestLimitExceeded|TooManyRequests|Rate exceeded|ServiceUnavailable|Internal(Error|Failure|ServerError)|StatusCode: 5\d\d|ECONN(RESET|REFUSED)|connection re(set|fused)|socket hang up|TimeoutError|exceeded maximum number of attempts|\bEOF\b/;

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
  const fails = (name: ErrorName, message: string, because = details) =>
    new FleetError(name, message, because, { cause: error });
  const lacking = details.filter((line) => NO_CAPACITY.test(line));
  if (lacking.length > 0) {
    return fails(
      "CapacityUnavailable",
      `AWS has no host to give for stack "${id}" now: it is tried again, and then asked for later`,
      lacking,
    );
  }
  if (details.some((line) => OUT_OF_ORDER.test(line))) {
    return fails(
      "PipelineFailed",
      `AWS was out of order while the engine was to ${operation} stack "${id}": it is tried again from where it was`,
    );
  }
  return fails(
    "DeploymentFailed",
    `the engine could not ${operation} stack "${id}": correct what its errors name and ask again`,
  );
}

/** What the CLI says of a failure that has no event. */
function errorLines(output: string): string[] {
  const lines = output.split("\n").map((line) => line.trim());
  const errors = lines.filter((line) => /^(stderr: )?error:/.test(line));
  return errors.length > 0 ? errors : lines.filter((line) => line !== "").slice(-5);
}
