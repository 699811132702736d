import * as aws from "@pulumi/aws";
import { Vpc } from "@pulumi/awsx/ec2";
import * as pulumi from "@pulumi/pulumi";
import type { Environment } from "../../contracts/environment";
import { physicalName } from "../../contracts/names";
import { policyDocument } from "../access/policy-document";
import { GATEWAY_SERVICES, gatewayEndpointStatements } from "./gateway-endpoint-policy";
import type { NatStrategy } from "./nat-strategy";
import { subnetLayout } from "./subnet-layout";

/** Tag of a subnet that says which kind it is: by it a subnet is found where there is no StackReference. */
export const TIER_TAG = "Tier";
export const TIERS = ["public", "private", "isolated"] as const;
export type Tier = (typeof TIERS)[number];

export interface NetworkArgs {
  readonly environment: Environment;
  /** The account of the VPC, whose data alone is reached through the gateway endpoints. */
  readonly accountId: string;
  readonly region: string;
  /** /16 to /22; see `subnetLayout`. */
  readonly cidrBlock: string;
  /** Names of the zones, 1 to 4; each gets a subnet of each kind. Append only: position decides the addresses. */
  readonly availabilityZones: readonly string[];
  readonly natStrategy: NatStrategy;
}

/**
 * A VPC with public, private and isolated subnets, free gateway endpoints for S3 and DynamoDB, and a default
 * security group that allows nothing.
 */
export class Network extends pulumi.ComponentResource {
  readonly vpcId: pulumi.Output<string>;
  readonly publicSubnetIds: pulumi.Output<string[]>;
  readonly privateSubnetIds: pulumi.Output<string[]>;
  readonly isolatedSubnetIds: pulumi.Output<string[]>;

  /** @throws FleetError `InvalidConfiguration` when the subnets do not fit into `cidrBlock`. */
  constructor(name: string, args: NetworkArgs, options?: pulumi.ComponentResourceOptions) {
    super("fleet:network:Network", name, {}, options);
    const layout = subnetLayout(args.cidrBlock, args.availabilityZones.length);

    const vpc = new Vpc(
      name,
      {
        cidrBlock: args.cidrBlock,
        availabilityZoneNames: [...args.availabilityZones],
        enableDnsHostnames: true,
        enableDnsSupport: true,
        natGateways: { strategy: AWSX_NAT[args.natStrategy] },
        subnetStrategy: "Auto",
        subnetSpecs: [
          { type: "Public", name: "public", cidrBlocks: [...layout.public], tags: { [TIER_TAG]: "public" } },
          {
            type: "Private",
            name: "private",
            cidrBlocks: [...layout.private],
            tags: { [TIER_TAG]: "private" },
          },
          {
            type: "Isolated",
            name: "isolated",
            cidrBlocks: [...layout.isolated],
            tags: { [TIER_TAG]: "isolated" },
          },
        ],
        tags: { Name: physicalName(args.environment, "network") },
      },
      { parent: this },
    );
    const routeTableIds = vpc.routeTables.apply((tables) => pulumi.all(tables.map((table) => table.id)));
    for (const service of GATEWAY_SERVICES) {
      new aws.ec2.VpcEndpoint(
        `${name}-${service}`,
        {
          vpcId: vpc.vpcId,
          serviceName: `com.amazonaws.${args.region}.${service}`,
          vpcEndpointType: "Gateway",
          routeTableIds,
          policy: policyDocument(gatewayEndpointStatements(service, args.accountId, args.region)),
          tags: { Name: physicalName(args.environment, service) },
        },
        { parent: this },
      );
    }
    new aws.ec2.DefaultSecurityGroup(
      `${name}-default`,
      {
        vpcId: vpc.vpcId,
        ingress: [],
        egress: [],
        tags: { Name: physicalName(args.environment, "default-allows-nothing") },
      },
      { parent: this },
    );

    this.vpcId = vpc.vpcId;
    this.publicSubnetIds = vpc.publicSubnetIds;
    this.privateSubnetIds = vpc.privateSubnetIds;
    this.isolatedSubnetIds = vpc.isolatedSubnetIds;
    this.registerOutputs({
      vpcId: this.vpcId,
      publicSubnetIds: this.publicSubnetIds,
      privateSubnetIds: this.privateSubnetIds,
      isolatedSubnetIds: this.isolatedSubnetIds,
    });
  }
}

const AWSX_NAT = { none: "None", single: "Single", "per-zone": "OnePerAz" } as const;
