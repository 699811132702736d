import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface DnsZoneArgs {
  /** Without a trailing dot. */
  readonly zoneName: string;
  readonly description: string;
  /**
   * The VPC whose resolvers answer for the zone.
   * @default none: the zone is public
   */
  readonly vpcId?: pulumi.Input<string>;
}

/** A Route 53 zone, private to a VPC or public. It is never deleted while it holds records of others. */
export class DnsZone extends pulumi.ComponentResource {
  readonly zoneId: pulumi.Output<string>;
  readonly zoneName: string;
  /** What a public zone's parent must delegate to; empty for a private one. */
  readonly nameServers: pulumi.Output<string[]>;

  constructor(name: string, args: DnsZoneArgs, options?: pulumi.ComponentResourceOptions) {
    super("fleet:components:DnsZone", name, {}, options);

    const zone = new aws.route53.Zone(
      name,
      {
        name: args.zoneName,
        comment: args.description,
        forceDestroy: false,
        ...(args.vpcId !== undefined && { vpcs: [{ vpcId: args.vpcId }] }),
        tags: { Name: args.zoneName },
      },
      { parent: this },
    );

    this.zoneId = zone.zoneId;
    this.zoneName = args.zoneName;
    this.nameServers = args.vpcId === undefined ? zone.nameServers : pulumi.output([]);
    this.registerOutputs({ zoneId: this.zoneId, zoneName: this.zoneName, nameServers: this.nameServers });
  }
}
