import {
  HOST_FAMILIES,
  type HostFamily,
  type PricedRegion,
  type UnitPrices,
} from "../../contracts/prices/price-list";
import type { PriceRow } from "./price-file";

export type UnitPriceName = Exclude<keyof UnitPrices, "hostVcpuHour">;

/** AWS's codes of the services whose prices we need. */
export const SERVICES = [
  "AmazonEC2",
  "AmazonVPC",
  "awskms",
  "AmazonRoute53",
  "AmazonCloudWatch",
  "AmazonECR",
  "AmazonS3",
] as const;
export type Service = (typeof SERVICES)[number];

/** Services of which some prices are of no region: their file of all regions is read, the others' of one. */
export const WITHOUT_REGIONS: ReadonlySet<Service> = new Set(["AmazonRoute53", "AmazonCloudWatch"]);

/** Where a price is in AWS's list. */
export interface Offer {
  readonly service: Service;
  /** Whole usage type, without the region's prefix. */
  readonly usageType: string;
  /** Units that the price may be for; another one means that AWS bills otherwise now. */
  readonly units: readonly string[];
  /** Whether it is the same everywhere, and listed without a region. @default false */
  readonly global?: boolean;
  /** What else tells it from others of the same usage type. */
  readonly operation?: string;
}

export const OFFERS: Readonly<Record<UnitPriceName, Offer>> = {
  natGatewayHour: {
    service: "AmazonEC2",
    usageType: "NatGateway-Hours",
    units: ["Hrs"],
    operation: "NatGateway",
  },
  interfaceEndpointHour: { service: "AmazonVPC", usageType: "VpcEndpoint-Hours", units: ["Hrs", "hour"] },
  publicAddressHour: { service: "AmazonVPC", usageType: "PublicIPv4:InUseAddress", units: ["Hrs"] },
  keyMonth: { service: "awskms", usageType: "KMS-Keys", units: ["Keys", "Key-Mo"] },
  hostedZoneMonth: {
    service: "AmazonRoute53",
    usageType: "HostedZone",
    units: ["HostedZone", "Zone", "Month"],
    global: true,
  },
  alarmMetricMonth: { service: "AmazonCloudWatch", usageType: "CW:AlarmMonitorUsage", units: ["Alarms"] },
  highResolutionAlarmMetricMonth: {
    service: "AmazonCloudWatch",
    usageType: "CW:HighResAlarmMonitorUsage",
    units: ["Alarms"],
  },
  compositeAlarmMonth: {
    service: "AmazonCloudWatch",
    usageType: "CW:CompositeAlarmMonitorUsage",
    units: ["Alarms"],
  },
  // Ours have more than the 50 metrics of the "Basic" one, which costs the same.
  dashboardMonth: {
    service: "AmazonCloudWatch",
    usageType: "DashboardsUsageHour",
    units: ["Dashboards"],
    global: true,
  },
  volumeGibMonth: { service: "AmazonEC2", usageType: "EBS:VolumeUsage.gp3", units: ["GB-Mo"] },
  imageGibMonth: { service: "AmazonECR", usageType: "TimedStorage-ByteHrs", units: ["GB-Mo"] },
  logGibMonth: { service: "AmazonCloudWatch", usageType: "TimedStorage-ByteHrs", units: ["GB-Mo"] },
  stateGibMonth: { service: "AmazonS3", usageType: "TimedStorage-ByteHrs", units: ["GB-Mo"] },
};

/** Prefixes of usage types are the region's name, or AWS's short one: `EU-`, `USE1-`, `EUC1-`. */
const PREFIX = /^(?:[A-Z]{2,4}[0-9]{0,2}|[a-z]{2}-[a-z]+-[0-9])-/;

/** Whether `row` is a price of that offer in `region`, in whichever tier. */
export function isOfferOf(offer: Offer, region: PricedRegion, row: PriceRow): boolean {
  const { usageType = "", operation } = row;
  return (
    (usageType === offer.usageType || usageType.replace(PREFIX, "") === offer.usageType) &&
    (offer.operation === undefined || operation === offer.operation) &&
    (offer.global === true || isOf(region, row))
  );
}

/** The family of whose hosts `row` is the price: Linux, on shared hardware, no software with a price of its own. */
export function hostFamilyOf(region: PricedRegion, row: PriceRow): HostFamily | undefined {
  const family = HOST_FAMILIES.find((each) => row["Instance Type"]?.startsWith(`${each}.`));
  const plain =
    row["Operating System"] === "Linux" &&
    row.Tenancy === "Shared" &&
    row["Pre Installed S/W"] === "NA" &&
    row.CapacityStatus === "Used" &&
    /(^|-)BoxUsage:/.test(row.usageType ?? "") &&
    isOf(region, row);
  return plain ? family : undefined;
}

/** A region's own file may leave the column out. */
function isOf(region: PricedRegion, row: PriceRow): boolean {
  const code = row["Region Code"];
  return code === undefined || code === region;
}
