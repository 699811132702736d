import table from "./price-table.json";

/** AWS's own average: 365 days of 24 hours in 12 months. */
export const HOURS_PER_MONTH = 730;

export const PRICED_REGIONS = ["eu-west-1", "us-east-1", "eu-central-1"] as const;
export type PricedRegion = (typeof PRICED_REGIONS)[number];

/** The families of `HOST_TYPES`. */
export const HOST_FAMILIES = ["c6i", "m6i", "r6i", "c6g", "m6g", "r6g"] as const;
export type HostFamily = (typeof HOST_FAMILIES)[number];

/** What one region asks for what our programs create, in USD, on demand, without taxes and free tiers. */
export interface UnitPrices<Price = number> {
  /** An hour of a NAT gateway; what goes through it is billed beside that. */
  readonly natGatewayHour: Price;
  /** An hour of an interface endpoint in one zone; what goes through it is billed beside that. */
  readonly interfaceEndpointHour: Price;
  /** An hour of a public IPv4 address, in use or not. */
  readonly publicAddressHour: Price;
  /** A month of a customer managed KMS key. */
  readonly keyMonth: Price;
  /** A month of a hosted zone, of the first 25 in an account. */
  readonly hostedZoneMonth: Price;
  /** A month of an alarm, for each metric that it looks at once a minute or less often. */
  readonly alarmMetricMonth: Price;
  /** The same for a metric that it looks at more often. */
  readonly highResolutionAlarmMetricMonth: Price;
  /** A month of an alarm on other alarms. */
  readonly compositeAlarmMonth: Price;
  /** A month of a dashboard; the three that each account has for nothing are not taken off. */
  readonly dashboardMonth: Price;
  /** A month of a GiB of a gp3 volume, with the throughput and IOPS that it has by itself. */
  readonly volumeGibMonth: Price;
  /** A month of a GiB of container images. */
  readonly imageGibMonth: Price;
  /** A month of a GiB of logs, as CloudWatch keeps them: compressed. */
  readonly logGibMonth: Price;
  /** A month of a GiB of the state bucket: S3 Standard, the first 50 TB. */
  readonly stateGibMonth: Price;
  /** An hour of a vCPU of a host by its family: within a family the price grows with the size. */
  readonly hostVcpuHour: Readonly<Record<HostFamily, Price>>;
}

/** A price of the table. */
export interface ListedPrice {
  readonly usd: number;
  /** Day on which AWS published the price list that it was read from. */
  readonly listed?: string;
  /** Name in `PRICE_SOURCES` of the public source that says the same, where nobody has read AWS's own list. */
  readonly compared?: string;
}

/** `tools/prices` writes it from AWS's price list. */
export type PriceTable = Readonly<Record<PricedRegion, UnitPrices<ListedPrice>>>;
export const PRICE_TABLE: PriceTable = table;

export const PRICES: Readonly<Record<PricedRegion, UnitPrices>> = {
  "eu-west-1": inUsd(PRICE_TABLE["eu-west-1"]),
  "us-east-1": inUsd(PRICE_TABLE["us-east-1"]),
  "eu-central-1": inUsd(PRICE_TABLE["eu-central-1"]),
};

/** @returns undefined for a region that is not in the table */
export function unitPrices(region: string): UnitPrices | undefined {
  const known = PRICED_REGIONS.find((candidate) => candidate === region);
  return known && PRICES[known];
}

function inUsd(prices: UnitPrices<ListedPrice>): UnitPrices {
  const { hostVcpuHour, ...others } = prices;
  return { ...usdOf(others), hostVcpuHour: usdOf(hostVcpuHour) };
}

function usdOf<Name extends string>(prices: Readonly<Record<Name, ListedPrice>>): Record<Name, number> {
  const entries = Object.entries<ListedPrice>(prices).map(([name, { usd }]) => [name, usd]);
  return Object.fromEntries(entries) as Record<Name, number>;
}
