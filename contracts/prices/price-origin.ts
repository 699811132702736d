import { type ListedPrice, PRICE_TABLE, PRICED_REGIONS, type UnitPrices } from "./price-list";

/** Where the prices of one region are from. */
export interface PriceOrigin {
  /** Days of AWS's price lists that prices were read from, the oldest first. */
  readonly listed: readonly string[];
  /** Prices that nobody has compared with AWS's price list. */
  readonly unverified: readonly string[];
}

/**
 * Where the region's prices are from, for people who are to believe them: `eu-west-1: AWS's price list of
 * 2026-11-20`. A price that was never compared with the list says so.
 */
export function pricesOf(region: string): string {
  const known = PRICED_REGIONS.find((candidate) => candidate === region);
  return known === undefined
    ? `${region} is not in the price table`
    : `${region}: ${describeOrigin(originOf(PRICE_TABLE[known]))}`;
}

export function originOf({ hostVcpuHour, ...others }: UnitPrices<ListedPrice>): PriceOrigin {
  const prices = [
    ...Object.entries<ListedPrice>(others),
    ...Object.entries(hostVcpuHour).map(([family, price]) => [`hostVcpuHour.${family}`, price] as const),
  ];
  const listed = prices.flatMap(([, price]) => price.listed ?? []);
  return {
    listed: [...new Set(listed)].sort(),
    unverified: prices.filter(([, price]) => price.listed === undefined).map(([name]) => name),
  };
}

export function describeOrigin({ listed: [oldest, ...newer], unverified }: PriceOrigin): string {
  if (oldest === undefined) {
    return "written down from memory, not compared with AWS's price list";
  }
  const newest = newer.at(-1);
  const list = `AWS's price list of ${newest === undefined ? oldest : `${oldest} to ${newest}`}`;
  return unverified.length === 0 ? list : `${list}; from memory, not compared: ${unverified.join(", ")}`;
}
