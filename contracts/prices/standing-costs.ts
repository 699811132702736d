import { HOST_TYPES } from "../host-types";
import { HOURS_PER_MONTH, type HostFamily, type UnitPrices } from "./price-list";
import type { MonthlyCost } from "./resource-cost";

type Inputs = Readonly<Record<string, unknown>>;

/** Types that cost something for being there, each with how its price is worked out. */
export const STANDING_COSTS: Readonly<Record<string, (inputs: Inputs, prices: UnitPrices) => MonthlyCost>> = {
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": (_, { compositeAlarmMonth }) =>
    standing(compositeAlarmMonth, "without the alarms that it is made of"),
  "aws:cloudwatch/dashboard:Dashboard": (_, { dashboardMonth }) =>
    standing(dashboardMonth, "the account has three others already, which are free"),
  "aws:cloudwatch/metricAlarm:MetricAlarm": alarm,
  "aws:ec2/eip:Eip": (_, { publicAddressHour }) =>
    standing(publicAddressHour * HOURS_PER_MONTH, `${HOURS_PER_MONTH} h of a public address`),
  "aws:ec2/launchTemplate:LaunchTemplate": host,
  "aws:ec2/natGateway:NatGateway": (_, { natGatewayHour }) =>
    standing(natGatewayHour * HOURS_PER_MONTH, `${HOURS_PER_MONTH} h, without the GB that go through it`),
  "aws:ec2/vpcEndpoint:VpcEndpoint": endpoint,
  "aws:kms/key:Key": (_, { keyMonth }) =>
    standing(
      keyMonth,
      "one key, without its requests and the dollar that each of its first two rotations adds",
    ),
  "aws:route53/zone:Zone": (_, { hostedZoneMonth }) =>
    standing(hostedZoneMonth, "one of the first 25 zones of the account, without its queries"),
};

/** An alarm on a formula is billed for each metric that it is made of. */
function alarm(inputs: Inputs, prices: UnitPrices): MonthlyCost {
  const queries = listOf(inputs.metricQueries).map((query) => objectOf(query.metric));
  const measured = queries.filter((metric) => metric !== undefined);
  const periods = measured.length > 0 ? measured.map(({ period }) => period) : [inputs.period];
  const usd = periods
    .map((period) =>
      typeof period === "number" && period < 60
        ? prices.highResolutionAlarmMetricMonth
        : prices.alarmMetricMonth,
    )
    .reduce((sum, each) => sum + each, 0);
  return standing(usd, `${periods.length} metrics`);
}

/** A gateway endpoint, which is what AWS makes unless it is told otherwise, costs nothing. */
function endpoint(inputs: Inputs, { interfaceEndpointHour }: UnitPrices): MonthlyCost {
  if (inputs.vpcEndpointType === undefined || inputs.vpcEndpointType === "Gateway") {
    return { kind: "free" };
  }
  const zones = Array.isArray(inputs.subnetIds) ? inputs.subnetIds.length : 0;
  return zones === 0
    ? { kind: "unknown", reason: "an interface endpoint without a list of subnets" }
    : standing(
        zones * interfaceEndpointHour * HOURS_PER_MONTH,
        `${HOURS_PER_MONTH} h in ${zones} zones, without the GB that go through it`,
      );
}

/** A launch template of ours is that of one enclave's host. */
function host(inputs: Inputs, prices: UnitPrices): MonthlyCost {
  const type = HOST_TYPES.find(({ name }) => name === inputs.instanceType);
  if (!type) {
    return { kind: "unknown", reason: `host type ${String(inputs.instanceType)} is not in the price table` };
  }
  const volumes = listOf(inputs.blockDeviceMappings).map(({ ebs }) => objectOf(ebs) ?? {});
  if (volumes.some(({ volumeType, volumeSize }) => volumeType !== "gp3" || typeof volumeSize !== "number")) {
    return { kind: "unknown", reason: "a volume of another type than gp3, or without a size" };
  }
  const gibibytes = volumes.reduce((sum, { volumeSize }) => sum + Number(volumeSize), 0);
  const [family] = type.name.split(".");
  const hours = prices.hostVcpuHour[family as HostFamily] * type.vcpus * HOURS_PER_MONTH;
  return standing(
    hours + gibibytes * prices.volumeGibMonth,
    `one host that runs ${HOURS_PER_MONTH} h, with ${gibibytes} GiB of gp3 volumes`,
  );
}

function standing(usd: number, assumption: string): MonthlyCost {
  return { kind: "standing", usd, assumption };
}

function listOf(value: unknown): readonly Inputs[] {
  return Array.isArray(value) ? value : [];
}

function objectOf(value: unknown): Inputs | undefined {
  return typeof value === "object" && value !== null ? (value as Inputs) : undefined;
}
