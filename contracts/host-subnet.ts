import { createHash } from "node:crypto";
import { FleetError } from "./errors";

/**
 * The subnet of a request's host: the one with the highest hash of id and subnet. Requests spread evenly, the same
 * id always gets the same subnet, and a subnet more or less moves only the requests that must move.
 *
 * @throws FleetError `InvalidConfiguration` when there is no subnet.
 */
export function hostSubnet(requestId: string, subnetIds: readonly string[]): string {
  const [first] = [...subnetIds].sort((a, b) => (rank(requestId, a) < rank(requestId, b) ? 1 : -1));
  if (first === undefined) {
    throw new FleetError(
      "InvalidConfiguration",
      "there is no subnet for hosts: base must offer at least one",
    );
  }
  return first;
}

function rank(requestId: string, subnetId: string): string {
  return createHash("sha256").update(`${requestId}/${subnetId}`).digest("hex");
}
