import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Environment } from "../../contracts/environment";
import { physicalName } from "../../contracts/names";
import type { EndpointService } from "./endpoint-services";

export interface InterfaceEndpointsArgs {
  readonly environment: Environment;
  readonly region: string;
  readonly vpcId: pulumi.Input<string>;
  /**
   * What to reach without a NAT gateway. Each costs about USD 8 a month and zone (730 h × USD 0.011), and USD 0.01
   * per GB, in eu-west-1.
   */
  readonly services: readonly EndpointService[];
  /** Private subnets, one per zone. */
  readonly subnetIds: pulumi.Input<string[]>;
  /** Security groups that may use the endpoints, by a stable name. */
  readonly clients: Readonly<Record<string, pulumi.Input<string>>>;
}

/** AWS services inside the VPC, for subnets that have no other way to them. */
export class InterfaceEndpoints extends pulumi.ComponentResource {
  readonly securityGroupId: pulumi.Output<string>;

  constructor(name: string, args: InterfaceEndpointsArgs, options?: pulumi.ComponentResourceOptions) {
    super("fleet:network:InterfaceEndpoints", name, {}, options);

    const groupName = physicalName(args.environment, "endpoints");
    const group = new aws.ec2.SecurityGroup(
      name,
      {
        name: groupName,
        description: "Interface endpoints: HTTPS in from runner and hosts, nothing out",
        vpcId: args.vpcId,
        tags: { Name: groupName },
      },
      { parent: this },
    );
    for (const [client, securityGroupId] of Object.entries(args.clients)) {
      new aws.vpc.SecurityGroupIngressRule(
        `${name}-from-${client}`,
        {
          securityGroupId: group.id,
          description: `HTTPS from ${client}`,
          ipProtocol: "tcp",
          fromPort: 443,
          toPort: 443,
          referencedSecurityGroupId: securityGroupId,
          tags: { Name: `${groupName}-from-${client}` },
        },
        { parent: this },
      );
    }
    for (const service of args.services) {
      new aws.ec2.VpcEndpoint(
        `${name}-${service}`,
        {
          vpcId: args.vpcId,
          serviceName: `com.amazonaws.${args.region}.${service}`,
          vpcEndpointType: "Interface",
          privateDnsEnabled: true,
          subnetIds: args.subnetIds,
          securityGroupIds: [group.id],
          tags: { Name: physicalName(args.environment, service) },
        },
        { parent: this },
      );
    }

    this.securityGroupId = group.id;
    this.registerOutputs({ securityGroupId: this.securityGroupId });
  }
}
