import { createHash } from "node:crypto";
import { FleetError } from "./errors";

/**
 * The subnets of a request's host, the one where it goes first in front: those with the highest hash of id and subnet.
 * Requests spread evenly, the same id always gets the same order, and a subnet more or less leaves the others in theirs.
 *
 * @throws FleetError `InvalidConfiguration` when there is no subnet.
 */
export function hostSubnets(requestId: string, subnetIds: readonly string[]): readonly [string, ...string[]] {
  const [first, ...others] = [...subnetIds].sort((a, b) =>
    rank(requestId, a) < rank(requestId, b) ? 1 : -1,
  );
  if (first === undefined) {
    throw new FleetError(
      "InvalidConfiguration",
      "there is no subnet for hosts: base must offer at least one",
    );
  }
  return [first, ...others];
}

function rank(requestId: string, subnetId: string): string {
  return createHash("sha256").update(`${requestId}/${subnetId}`).digest("hex");
}
