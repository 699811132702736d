import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { Properties, Shapes } from "../resource";
import { type PlacedSubnet, type SubnetSpec, subnetLayout } from "./subnet-layout";

/** Arguments of `awsx.ec2.Vpc` that the stand-in understands. */
export const VPC_INPUTS: Shapes = {
  availabilityZoneNames: "leaf",
  cidrBlock: "leaf",
  enableDnsHostnames: "leaf",
  enableDnsSupport: "leaf",
  natGateways: { strategy: "leaf" },
  numberOfAvailabilityZones: "leaf",
  subnetSpecs: { type: "leaf", cidrBlocks: "leaf", cidrMask: "leaf", name: "leaf", tags: "map" },
  subnetStrategy: "leaf",
  tags: "leaf",
};

interface VpcArgs {
  readonly availabilityZoneNames?: readonly string[];
  readonly cidrBlock?: string;
  readonly enableDnsHostnames?: pulumi.Input<boolean>;
  readonly enableDnsSupport?: pulumi.Input<boolean>;
  readonly natGateways?: { readonly strategy?: NatGatewayStrategy };
  readonly numberOfAvailabilityZones?: number;
  readonly subnetSpecs?: readonly SubnetSpec[];
  readonly subnetStrategy?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

type NatGatewayStrategy = "None" | "Single" | "OnePerAz";

const EVERYWHERE = "0.0.0.0/0";

/** `awsx.ec2.Vpc` with the children, names and outputs of the real component. */
export class Vpc extends pulumi.ComponentResource {
  readonly state: Promise<Properties>;

  constructor(name: string, args: VpcArgs, options: pulumi.ComponentResourceOptions) {
    super("awsx:ec2:Vpc", name, {}, options);
    this.state = this.build(name, args);
  }

  private async build(name: string, args: VpcArgs): Promise<Properties> {
    const zones = await this.availabilityZones(args);
    const layout = plannedLayout(name, args, zones);
    const tags = { Name: name, ...args.tags };
    const vpc = this.createVpc(name, args, tags);
    const internetGateway = new aws.ec2.InternetGateway(
      name,
      { vpcId: vpc.id, tags },
      { parent: vpc, dependsOn: [vpc] },
    );
    const subnets = layout.map((planned) => new RoutedSubnet(planned, vpc, tags));
    const nat = createNatGateways(name, args, subnets);
    const routes = subnets.flatMap((subnet) => subnet.createRoute(internetGateway, nat.of(subnet)));
    const outputs = {
      vpc,
      vpcId: vpc.id,
      internetGateway,
      eips: nat.eips,
      natGateways: nat.gateways,
      routes,
      routeTables: subnets.map(({ routeTable }) => routeTable),
      routeTableAssociations: subnets.map(({ association }) => association),
      subnets: subnets.map(({ subnet }) => subnet),
      subnetLayout: resolvedLayout(layout, zones.length),
      publicSubnetIds: idsOf(subnets, "Public"),
      privateSubnetIds: idsOf(subnets, "Private"),
      isolatedSubnetIds: idsOf(subnets, "Isolated"),
      publicSubnets: subnetsOf(subnets, "Public"),
      privateSubnets: subnetsOf(subnets, "Private"),
      isolatedSubnets: subnetsOf(subnets, "Isolated"),
      vpcEndpoints: [],
    };
    this.registerOutputs(outputs);
    return outputs;
  }

  /** The named zones, or the first three (or as many as asked) of the region. */
  private async availabilityZones(args: VpcArgs): Promise<readonly string[]> {
    if (args.availabilityZoneNames && args.numberOfAvailabilityZones) {
      throw new Error("Only one of [availabilityZoneNames] and [numberOfAvailabilityZones] can be specified");
    }
    if (args.availabilityZoneNames) return args.availabilityZoneNames;
    const count = args.numberOfAvailabilityZones ?? 3;
    const { names } = await aws.getAvailabilityZones({}, { parent: this });
    if (names.length >= count) return names.slice(0, count);
    throw new Error(`the region has ${names.length} availability zones, ${count} are asked for`);
  }

  private createVpc(name: string, args: VpcArgs, tags: Record<string, string>): aws.ec2.Vpc {
    return new aws.ec2.Vpc(
      name,
      {
        cidrBlock: args.cidrBlock ?? "10.0.0.0/16",
        enableDnsHostnames: args.enableDnsHostnames,
        enableDnsSupport: args.enableDnsSupport,
        tags,
      },
      { parent: this },
    );
  }
}

/** A subnet with its own route table. */
class RoutedSubnet {
  readonly subnet: aws.ec2.Subnet;
  readonly routeTable: aws.ec2.RouteTable;
  readonly association: aws.ec2.RouteTableAssociation;
  readonly planned: PlacedSubnet;

  constructor(planned: PlacedSubnet, vpc: aws.ec2.Vpc, vpcTags: Record<string, string>) {
    const { name, type } = planned;
    const named = { Name: name, SubnetType: type };
    this.planned = planned;
    this.subnet = new aws.ec2.Subnet(
      name,
      {
        vpcId: vpc.id,
        availabilityZone: planned.availabilityZone,
        cidrBlock: planned.cidrBlock,
        mapPublicIpOnLaunch: type === "Public",
        tags: { ...vpcTags, ...planned.tags, ...named },
      },
      { parent: vpc, dependsOn: [vpc] },
    );
    this.routeTable = new aws.ec2.RouteTable(
      name,
      { vpcId: vpc.id, tags: { ...vpcTags, ...named } },
      { parent: this.subnet, dependsOn: [this.subnet] },
    );
    this.association = new aws.ec2.RouteTableAssociation(
      name,
      { routeTableId: this.routeTable.id, subnetId: this.subnet.id },
      { parent: this.routeTable, dependsOn: [this.routeTable] },
    );
  }

  /** The way out of the VPC, where there is one. */
  createRoute(
    internetGateway: aws.ec2.InternetGateway,
    nat: aws.ec2.NatGateway | undefined,
  ): aws.ec2.Route[] {
    const target =
      this.planned.type === "Public" ? { gatewayId: internetGateway.id } : nat && { natGatewayId: nat.id };
    if (!target) return [];
    return [
      new aws.ec2.Route(
        this.planned.name,
        { routeTableId: this.routeTable.id, destinationCidrBlock: EVERYWHERE, ...target },
        { parent: this.routeTable, dependsOn: [this.routeTable] },
      ),
    ];
  }
}

interface NatGateways {
  readonly eips: readonly aws.ec2.Eip[];
  readonly gateways: readonly aws.ec2.NatGateway[];
  /** The gateway through which a private subnet goes out. */
  of(subnet: RoutedSubnet): aws.ec2.NatGateway | undefined;
}

/** In the first public subnet of the first zone (`Single`) or of every zone (`OnePerAz`). */
function createNatGateways(name: string, args: VpcArgs, subnets: readonly RoutedSubnet[]): NatGateways {
  const strategy = args.natGateways?.strategy ?? "OnePerAz";
  const zones = [...new Set(subnets.map(({ planned }) => planned.availabilityZone))];
  const served = { None: [], Single: zones.slice(0, 1), OnePerAz: zones }[strategy];
  const made = new Map<string, { eip: aws.ec2.Eip; gateway: aws.ec2.NatGateway }>();
  for (const zone of served) {
    const home = subnets.find(
      ({ planned }) => planned.type === "Public" && planned.availabilityZone === zone,
    );
    if (home) made.set(zone, createNatGateway(`${name}-${zones.indexOf(zone) + 1}`, args, home));
  }
  const gateways = [...made.values()].map(({ gateway }) => gateway);
  return {
    gateways,
    eips: [...made.values()].map(({ eip }) => eip),
    of: ({ planned }) => {
      if (planned.type !== "Private") return undefined;
      return strategy === "Single" ? gateways[0] : made.get(planned.availabilityZone)?.gateway;
    },
  };
}

function createNatGateway(name: string, args: VpcArgs, { subnet }: RoutedSubnet) {
  const tags = { ...args.tags, Name: name };
  const eip = new aws.ec2.Eip(name, { tags }, { parent: subnet, dependsOn: [subnet] });
  const gateway = new aws.ec2.NatGateway(
    name,
    { subnetId: subnet.id, allocationId: eip.allocationId, tags },
    { parent: subnet, dependsOn: [subnet] },
  );
  return { eip, gateway };
}

/** Where each subnet goes; refuses what the real component would refuse, or what is not understood here. */
function plannedLayout(name: string, args: VpcArgs, zones: readonly string[]): PlacedSubnet[] {
  if (args.subnetStrategy !== "Auto") {
    throw new Error(
      `subnetStrategy is ${args.subnetStrategy ?? "not given"}: the stand-in for awsx lays out subnets by "Auto" only`,
    );
  }
  const layout = subnetLayout(name, args.cidrBlock ?? "10.0.0.0/16", zones, args.subnetSpecs);
  const strategy = args.natGateways?.strategy ?? "OnePerAz";
  if (!["None", "Single", "OnePerAz"].includes(strategy)) {
    throw new Error(`natGateways.strategy is ${strategy}: it must be None, Single or OnePerAz`);
  }
  const types = new Set(layout.map(({ type }) => type));
  if (strategy !== "None" && !(types.has("Public") && types.has("Private"))) {
    throw new Error(
      `natGateways.strategy ${strategy} needs both public and private subnets: give both, or "None"`,
    );
  }
  return layout.filter(({ type }) => type !== "Unused");
}

function resolvedLayout(layout: readonly PlacedSubnet[], zoneCount: number): Properties[] {
  const perZone = layout.length / zoneCount;
  return layout.slice(0, perZone).map(({ type, name }, index) => {
    const blocks = layout.filter((_, place) => place % perZone === index).map(({ cidrBlock }) => cidrBlock);
    return { type, name: name.replace(/-\d+$/, ""), cidrBlocks: blocks };
  });
}

function subnetsOf(subnets: readonly RoutedSubnet[], type: string): aws.ec2.Subnet[] {
  return subnets.filter(({ planned }) => planned.type === type).map(({ subnet }) => subnet);
}

function idsOf(subnets: readonly RoutedSubnet[], type: string): pulumi.Output<string>[] {
  return subnetsOf(subnets, type).map(({ id }) => id);
}
