import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { HOST_TYPES } from "../../../contracts/host-types";
import { HOST_FAMILIES, PRICED_REGIONS, type PricedRegion } from "../../../contracts/prices/price-list";

/** A row of a price list file, as far as it differs from {@link ROW}. */
export type Row = Partial<typeof ROW>;

/** Columns in the order of AWS's files, which have many more. */
const ROW = {
  SKU: "AAAAAAAAAAAAAAAA",
  OfferTermCode: "JRTCKXETXF",
  TermType: "OnDemand",
  PriceDescription: "$0 per hour, or partial hour",
  StartingRange: "0",
  EndingRange: "Inf",
  Unit: "Hrs",
  PricePerUnit: "0.0000000000",
  Currency: "USD",
  "Product Family": "",
  Location: "",
  "Instance Type": "",
  Tenancy: "",
  "Operating System": "",
  usageType: "",
  operation: "",
  CapacityStatus: "",
  "Pre Installed S/W": "",
  "Region Code": "",
};

/** How AWS's usage types begin in a region. */
const PREFIXES: Readonly<Record<PricedRegion, string>> = {
  "eu-west-1": "EU-",
  "us-east-1": "",
  "eu-central-1": "EUC1-",
};

/** A file as AWS documents it: five lines about it, names of columns, a line for each price. */
export function priceFile(rows: readonly Row[], published = "2026-11-20T18:32:21Z"): string {
  const quoted = (fields: readonly string[]) =>
    fields.map((field) => `"${field.replaceAll('"', '""')}"`).join(",");
  return [
    quoted(["FormatVersion", "v1.0"]),
    quoted(["Disclaimer", "This pricing list is for informational purposes only, and so on."]),
    quoted(["Publication Date", published]),
    quoted(["Version", "20261120183221"]),
    quoted(["OfferCode", "AmazonEC2"]),
    quoted(Object.keys(ROW)),
    ...rows.map((row) => quoted(Object.values({ ...ROW, ...row }))),
    "",
  ].join("\n");
}

/** All rows that the table needs of each file, by its path in a folder, beside some that must not be taken. */
export function priceFiles(): Map<string, Row[]> {
  const files = new Map<string, Row[]>();
  const put = (path: string, ...rows: Row[]) => files.set(path, [...(files.get(path) ?? []), ...rows]);
  put("AmazonRoute53/index.csv", { usageType: "HostedZone", Unit: "HostedZone", PricePerUnit: "0.5000" });
  // What the 26th zone costs.
  put("AmazonRoute53/index.csv", {
    usageType: "HostedZone",
    Unit: "HostedZone",
    StartingRange: "25",
    PricePerUnit: "0.1000",
  });
  const dashboard = { usageType: "DashboardsUsageHour", Unit: "Dashboards" };
  put("AmazonCloudWatch/index.csv", { ...dashboard, EndingRange: "3", PricePerUnit: "0.0000000000" });
  put("AmazonCloudWatch/index.csv", { ...dashboard, StartingRange: "3", PricePerUnit: "3.0000000000" });
  for (const region of PRICED_REGIONS) {
    const of = (usageType: string, Unit: string, PricePerUnit: string, operation = ""): Row => ({
      usageType: `${PREFIXES[region]}${usageType}`,
      Unit,
      PricePerUnit,
      operation,
      "Region Code": region,
    });
    const ec2 = `AmazonEC2/${region}/index.csv`;
    put(ec2, of("NatGateway-Hours", "Hrs", "0.048", "NatGateway"));
    put(ec2, of("RegionalNatGateway-Hours", "Hrs", "0.096", "RegionalNatGateway"));
    put(ec2, of("NatGateway-Bytes", "GB", "0.048", "NatGateway"));
    put(ec2, of("EBS:VolumeUsage.gp3", "GB-Mo", "0.088"), of("EBS:VolumeUsage.gp2", "GB-Mo", "0.11"));
    put(ec2, ...hostRows(region));
    const vpc = `AmazonVPC/${region}/index.csv`;
    put(vpc, of("VpcEndpoint-Hours", "Hrs", "0.011", "VpcEndpoint"));
    put(vpc, of("VpcEndpoint-GWLBE-Hours", "Hrs", "0.0111", "VpcEndpoint"));
    put(vpc, of("PublicIPv4:InUseAddress", "Hrs", "0.005"), of("PublicIPv4:IdleAddress", "Hrs", "0.006"));
    put(`awskms/${region}/index.csv`, { ...of("", "Keys", "1"), usageType: `${region}-KMS-Keys` });
    put(`AmazonECR/${region}/index.csv`, of("TimedStorage-ByteHrs", "GB-Mo", "0.1"));
    put(`AmazonS3/${region}/index.csv`, of("TimedStorage-ByteHrs", "GB-Mo", "0.023"));
    put(`AmazonS3/${region}/index.csv`, of("TimedStorage-SIA-ByteHrs", "GB-Mo", "0.0125"));
    const cloudWatch = "AmazonCloudWatch/index.csv";
    put(cloudWatch, of("CW:AlarmMonitorUsage", "Alarms", "0.1"));
    put(cloudWatch, of("CW:HighResAlarmMonitorUsage", "Alarms", "0.3"));
    put(cloudWatch, of("CW:CompositeAlarmMonitorUsage", "Alarms", "0.5"));
    put(cloudWatch, of("TimedStorage-ByteHrs", "GB-Mo", region === "eu-central-1" ? "0.0324" : "0.03"));
  }
  return files;
}

/** Ours at a cent a vCPU and place of the family; beside them what costs more for its software, hardware or term. */
function hostRows(region: PricedRegion): Row[] {
  return HOST_TYPES.flatMap(({ name, vcpus }) => {
    const cents = HOST_FAMILIES.findIndex((family) => name.startsWith(`${family}.`)) + 1;
    const row = {
      "Instance Type": name,
      PricePerUnit: String((cents * vcpus) / 100),
      Tenancy: "Shared",
      "Operating System": "Linux",
      CapacityStatus: "Used",
      "Pre Installed S/W": "NA",
      usageType: `${PREFIXES[region]}BoxUsage:${name}`,
      operation: "RunInstances",
      "Region Code": region,
    };
    return [
      row,
      { ...row, TermType: "Reserved", PricePerUnit: "0.001" },
      { ...row, "Operating System": "Windows", PricePerUnit: "9" },
      { ...row, Tenancy: "Dedicated", PricePerUnit: "9" },
      { ...row, "Pre Installed S/W": "SQL Std", PricePerUnit: "9" },
      { ...row, CapacityStatus: "UnusedCapacityReservation", PricePerUnit: "9" },
    ];
  });
}

export function writePriceFiles(folder: string, files: ReadonlyMap<string, readonly Row[]>): void {
  for (const [path, rows] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), priceFile(rows));
  }
}
