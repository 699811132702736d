import type { RequestCost } from "../../../contracts/prices/request-cost";
import type { Output } from "../../output/output";
import { formatUsd } from "../../output/usd";

/** Says what the enclave will cost, what was assumed, and how far the price can be believed. */
export function showRequestCost(output: Output, cost: RequestCost | undefined): void {
  if (!cost) {
    return;
  }
  const { hostType, hourlyUsd, monthlyUsd, lifetimeUsd, lifetimeHours, unknown, assumption, pricesOf } = cost;
  if (hourlyUsd === undefined || monthlyUsd === undefined || lifetimeUsd === undefined) {
    output.line(`  cost on ${hostType}: not known: ${unknown}`);
    return;
  }
  output.line(
    `  cost on ${hostType}: about ${formatUsd(hourlyUsd)} an hour, ${formatUsd(monthlyUsd)} a month, ${formatUsd(lifetimeUsd)} for the ${lifetimeHours} h that it is needed`,
  );
  output.line(`  of ${assumption}; traffic and logs are billed by use`);
  output.line(`  prices: ${pricesOf}`);
}
