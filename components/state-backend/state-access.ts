import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { policyDocument } from "../access/policy-document";
import { type AuditPermissionsArgs, auditStatements } from "./audit-permissions";
import { type DrillPermissionsArgs, drillStatements } from "./drill-permissions";
import { publishStateMetrics, stateReadStatements, stateWriteStatements } from "./state-permissions";

export interface StateAccessArgs extends AuditPermissionsArgs, DrillPermissionsArgs {
  /** Physical name of the policy for reading. */
  readonly readPolicyName: string;
  /** Physical name of the policy for writing. */
  readonly writePolicyName: string;
  /** Physical name of the policy for audits. */
  readonly auditPolicyName: string;
  /** Physical name of the policy for drills. */
  readonly drillPolicyName: string;
}

/**
 * Managed policies for people and pipelines that preview (read) or deploy (write) the fleet's stacks, look who did it
 * (audit), or rehearse their recovery (drill, beside read).
 */
export class StateAccess extends pulumi.ComponentResource {
  readonly readPolicyArn: pulumi.Output<string>;
  readonly writePolicyArn: pulumi.Output<string>;
  readonly auditPolicyArn: pulumi.Output<string>;
  readonly drillPolicyArn: pulumi.Output<string>;

  constructor(name: string, args: StateAccessArgs, options?: pulumi.ComponentResourceOptions) {
    super("fleet:state-backend:StateAccess", name, {}, options);

    const read = new aws.iam.Policy(
      `${name}-read`,
      {
        name: args.readPolicyName,
        description: "Read the state of the fleet's stacks",
        policy: policyDocument(stateReadStatements(args)),
      },
      { parent: this },
    );
    const write = new aws.iam.Policy(
      `${name}-write`,
      {
        name: args.writePolicyName,
        description: "Read and write the state of the fleet's stacks, take and release their locks",
        policy: policyDocument([...stateWriteStatements(args), publishStateMetrics()]),
      },
      { parent: this },
    );

    const audit = new aws.iam.Policy(
      `${name}-audit`,
      {
        name: args.auditPolicyName,
        description: "Read who touched the state of the fleet's stacks, and nothing of it",
        policy: policyDocument(auditStatements(args)),
      },
      { parent: this },
    );
    const drill = new aws.iam.Policy(
      `${name}-drill`,
      {
        name: args.drillPolicyName,
        description: "Rehearse recovery on copies of the state, beside the policy for reading it",
        policy: policyDocument(drillStatements(args)),
      },
      { parent: this },
    );

    this.readPolicyArn = read.arn;
    this.writePolicyArn = write.arn;
    this.auditPolicyArn = audit.arn;
    this.drillPolicyArn = drill.arn;
    this.registerOutputs({
      readPolicyArn: this.readPolicyArn,
      writePolicyArn: this.writePolicyArn,
      auditPolicyArn: this.auditPolicyArn,
      drillPolicyArn: this.drillPolicyArn,
    });
  }
}
