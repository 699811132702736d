import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type PolicyStatement, policyDocument } from "./policy-document";

export interface ServiceRoleArgs {
  /** Physical name: other programs and policies refer to the role by it. */
  readonly roleName: string;
  readonly description: string;
  /** Who may assume the role; see `serviceTrust`. */
  readonly trust: PolicyStatement;
  /** What the role may do; at least one statement, together at most 10,240 characters. */
  readonly statements: readonly PolicyStatement[];
  /**
   * Statements that do not fit in there, as managed policies named `<roleName>-<key>`; at most 6,144 characters
   * each.
   * @default none
   */
  readonly managedPolicies?: Readonly<Record<string, readonly PolicyStatement[]>>;
}

/** A role for an AWS service, and what it may do; the policies live and die with the role. */
export class ServiceRole extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: ServiceRoleArgs, options?: pulumi.ComponentResourceOptions) {
    super("fleet:access:ServiceRole", name, {}, options);

    const role = new aws.iam.Role(
      name,
      {
        name: args.roleName,
        description: args.description,
        assumeRolePolicy: policyDocument([args.trust]),
        tags: { Name: args.roleName },
      },
      { parent: this },
    );
    const policy = new aws.iam.RolePolicy(
      `${name}-policy`,
      { role: role.name, name: "permissions", policy: policyDocument(args.statements) },
      { parent: this },
    );

    const attachments = Object.entries(args.managedPolicies ?? {}).map(([key, statements]) => {
      const managed = new aws.iam.Policy(
        `${name}-${key}`,
        {
          name: `${args.roleName}-${key}`,
          description: args.description,
          policy: policyDocument(statements),
        },
        { parent: this },
      );
      return new aws.iam.RolePolicyAttachment(
        `${name}-${key}`,
        { role: role.name, policyArn: managed.arn },
        { parent: this },
      );
    });

    // Whoever gets the ARN may use the role at once, so it must be able to do its work by then.
    const ready = pulumi.all([policy.id, ...attachments.map((attachment) => attachment.id)]);
    this.arn = pulumi.all([role.arn, ready]).apply(([arn]) => arn);
    this.registerOutputs({ arn: this.arn });
  }
}
