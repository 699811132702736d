import * as aws from "@pulumi/aws";
import { FleetError } from "../contracts/errors";

/**
 * The region's first `count` availability zones in alphabetical order. Local and Wavelength Zones, which an account
 * must ask for, are none of them.
 *
 * @throws FleetError `InvalidConfiguration` when the region has fewer.
 */
export async function availabilityZones(count: number, provider: aws.Provider): Promise<string[]> {
  const { names, region } = await aws.getAvailabilityZones(
    { state: "available", filters: [{ name: "opt-in-status", values: ["opt-in-not-required"] }] },
    { provider },
  );
  if (names.length < count) {
    throw new FleetError(
      "InvalidConfiguration",
      `base:zoneCount is ${count}, but ${region} has ${names.length} availability zones: use at most ${names.length}`,
    );
  }
  return [...names].sort().slice(0, count);
}
