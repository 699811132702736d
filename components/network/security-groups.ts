import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Environment } from "../../contracts/environment";
import { physicalName } from "../../contracts/names";

export interface SecurityGroupsArgs {
  readonly environment: Environment;
  readonly vpcId: pulumi.Input<string>;
}

/**
 * Groups of the runner and of the hosts: nothing comes in, HTTPS goes out. A host's requested ports are opened by
 * the enclave's own group; there is no SSH, people use Session Manager.
 */
export class SecurityGroups extends pulumi.ComponentResource {
  readonly runnerSecurityGroupId: pulumi.Output<string>;
  readonly hostSecurityGroupId: pulumi.Output<string>;

  constructor(name: string, args: SecurityGroupsArgs, options?: pulumi.ComponentResourceOptions) {
    super("fleet:network:SecurityGroups", name, {}, options);

    const runner = this.httpsOut(
      `${name}-runner`,
      args,
      "runner",
      "Runner tasks: nothing in, HTTPS out to AWS",
    );
    const host = this.httpsOut(
      `${name}-host`,
      args,
      "host",
      "Enclave hosts: nothing in, HTTPS out to AWS and package sources",
    );

    this.runnerSecurityGroupId = runner.id;
    this.hostSecurityGroupId = host.id;
    this.registerOutputs({
      runnerSecurityGroupId: this.runnerSecurityGroupId,
      hostSecurityGroupId: this.hostSecurityGroupId,
    });
  }

  private httpsOut(
    name: string,
    args: SecurityGroupsArgs,
    role: "runner" | "host",
    description: string,
  ): aws.ec2.SecurityGroup {
    const groupName = physicalName(args.environment, role);
    const group = new aws.ec2.SecurityGroup(
      name,
      { name: groupName, description, vpcId: args.vpcId, tags: { Name: groupName } },
      { parent: this },
    );
    new aws.vpc.SecurityGroupEgressRule(
      `${name}-https`,
      {
        securityGroupId: group.id,
        description: "HTTPS to AWS endpoints",
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
        // IAM, Route 53 and the package repositories have no fixed addresses; the subnet's routes limit the rest.
        cidrIpv4: "0.0.0.0/0",
        tags: { Name: `${groupName}-https` },
      },
      { parent: this },
    );
    return group;
  }
}
