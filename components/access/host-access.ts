import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { baseNames } from "../../contracts/base-names";
import { boundaryStatements, type HostPermissionsArgs, hostStatements } from "./host-permissions";
import { policyDocument } from "./policy-document";

export type HostAccessArgs = HostPermissionsArgs;

/** What hosts share: the managed policy that each host's role gets, and the boundary that no role exceeds. */
export class HostAccess extends pulumi.ComponentResource {
  readonly boundaryArn: pulumi.Output<string>;
  readonly hostPolicyArn: pulumi.Output<string>;

  constructor(name: string, args: HostAccessArgs, options?: pulumi.ComponentResourceOptions) {
    super("fleet:access:HostAccess", name, {}, options);
    const names = baseNames(args.place.environment);

    const boundary = new aws.iam.Policy(
      `${name}-boundary`,
      {
        name: names.boundary,
        description: "Permissions boundary of every role that the runner makes",
        policy: policyDocument(boundaryStatements(args)),
      },
      { parent: this },
    );
    const hostPolicy = new aws.iam.Policy(
      `${name}-host`,
      {
        name: names.hostPolicy,
        description: "What every enclave host may do",
        policy: policyDocument(hostStatements(args)),
      },
      { parent: this },
    );

    this.boundaryArn = boundary.arn;
    this.hostPolicyArn = hostPolicy.arn;
    this.registerOutputs({ boundaryArn: this.boundaryArn, hostPolicyArn: this.hostPolicyArn });
  }
}
