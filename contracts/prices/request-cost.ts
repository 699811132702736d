import type { EnclaveSpec } from "../enclave-request";
import { hostTypeFor } from "../host-types";
import { cents } from "./cents";
import { hostCost } from "./host-cost";
import { HOURS_PER_MONTH } from "./price-list";
import { pricesOf } from "./price-origin";

/** What an enclave will cost for being there, before anybody has made it. */
export interface RequestCost {
  /** EC2 instance type of its host. */
  readonly hostType: string;
  /** USD; absent where the price is not known, with `unknown` saying why. */
  readonly hourlyUsd?: number;
  readonly monthlyUsd?: number;
  /** For the hours that the request says it is needed. */
  readonly lifetimeUsd?: number;
  readonly lifetimeHours: number;
  readonly unknown?: string;
  /** How it was worked out, and what was assumed. */
  readonly assumption?: string;
  /** Where the prices are from. */
  readonly pricesOf: string;
}

/**
 * What the stack of a request will cost in `region`: its host with its volume. All else in it is free or billed by
 * use: its share of the environment's network is the environment's cost.
 * @throws FleetError `RequestRejected` when no host type can hold the enclave
 */
export function requestCost(
  spec: Pick<EnclaveSpec, "vcpus" | "memoryMib" | "instanceType" | "lifetimeHours">,
  region: string,
): RequestCost {
  const { name: hostType } = hostTypeFor(spec);
  const { lifetimeHours } = spec;
  const known = { hostType, lifetimeHours, pricesOf: pricesOf(region) };
  const cost = hostCost(hostType, region);
  if (cost.kind !== "standing") {
    return { ...known, unknown: cost.kind === "unknown" ? cost.reason : cost.kind };
  }
  const hourlyUsd = cost.usd / HOURS_PER_MONTH;
  return {
    ...known,
    hourlyUsd: Math.round(hourlyUsd * 10_000) / 10_000,
    monthlyUsd: cents(cost.usd),
    lifetimeUsd: cents(hourlyUsd * lifetimeHours),
    assumption: cost.assumption,
  };
}
