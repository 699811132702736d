/** The day these prices were last compared with their source. */
export const PRICES_DATE = "2026-11-21";

/** Where they come from: AWS's public price list, on demand, in USD, without taxes and free tiers. */
export const PRICES_SOURCE = "AWS price list";

/** AWS's own average: 365 days of 24 hours in 12 months. */
export const HOURS_PER_MONTH = 730;

export const PRICED_REGIONS = ["eu-west-1", "us-east-1", "eu-central-1"] as const;
export type PricedRegion = (typeof PRICED_REGIONS)[number];

/** What one region asks for what our programs create, in USD. */
export interface UnitPrices {
  /** An hour of a NAT gateway; what goes through it is billed beside that. */
  readonly natGatewayHour: number;
  /** An hour of an interface endpoint in one zone; what goes through it is billed beside that. */
  readonly interfaceEndpointHour: number;
  /** An hour of a public IPv4 address, in use or not. */
  readonly publicAddressHour: number;
  /** A month of a customer managed KMS key. */
  readonly keyMonth: number;
  /** A month of a hosted zone, of the first 25 in an account. */
  readonly hostedZoneMonth: number;
  /** A month of an alarm, for each metric that it looks at once a minute or less often. */
  readonly alarmMetricMonth: number;
  /** The same for a metric that it looks at more often. */
  readonly highResolutionAlarmMetricMonth: number;
  /** A month of a dashboard; the three that each account has for nothing are not taken off. */
  readonly dashboardMonth: number;
  /** A month of a GiB of a gp3 volume, with the throughput and IOPS that it has by itself. */
  readonly volumeGibMonth: number;
  /** An hour of a vCPU of a host by its family: within a family the price grows with the size. */
  readonly hostVcpuHour: Readonly<Record<HostFamily, number>>;
}

/** The families of `HOST_TYPES`. */
export type HostFamily = "c6i" | "m6i" | "r6i" | "c6g" | "m6g" | "r6g";

/** What costs the same in all of these regions. */
const EVERYWHERE = {
  publicAddressHour: 0.005,
  keyMonth: 1,
  hostedZoneMonth: 0.5,
  alarmMetricMonth: 0.1,
  highResolutionAlarmMetricMonth: 0.3,
  dashboardMonth: 3,
} as const;

export const PRICES: Readonly<Record<PricedRegion, UnitPrices>> = {
  "eu-west-1": {
    ...EVERYWHERE,
    natGatewayHour: 0.048,
    interfaceEndpointHour: 0.011,
    volumeGibMonth: 0.088,
    hostVcpuHour: { c6i: 0.0456, m6i: 0.0535, r6i: 0.0705, c6g: 0.0365, m6g: 0.043, r6g: 0.0564 },
  },
  "us-east-1": {
    ...EVERYWHERE,
    natGatewayHour: 0.045,
    interfaceEndpointHour: 0.01,
    volumeGibMonth: 0.08,
    hostVcpuHour: { c6i: 0.0425, m6i: 0.048, r6i: 0.063, c6g: 0.034, m6g: 0.0385, r6g: 0.0504 },
  },
  "eu-central-1": {
    ...EVERYWHERE,
    natGatewayHour: 0.052,
    interfaceEndpointHour: 0.012,
    volumeGibMonth: 0.0952,
    hostVcpuHour: { c6i: 0.0485, m6i: 0.0575, r6i: 0.076, c6g: 0.0388, m6g: 0.046, r6g: 0.0608 },
  },
};

/** @returns undefined for a region that is not in the table */
export function unitPrices(region: string): UnitPrices | undefined {
  const known = PRICED_REGIONS.find((candidate) => candidate === region);
  return known && PRICES[known];
}
