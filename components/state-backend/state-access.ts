import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { policyDocument } from "../access/policy-document";
import { publishStateMetrics, stateReadStatements, stateWriteStatements } from "./state-permissions";

export interface StateAccessArgs {
  readonly bucketArn: pulumi.Input<string>;
  readonly keyArn: pulumi.Input<string>;
  /** Physical name of the policy for reading. */
  readonly readPolicyName: string;
  /** Physical name of the policy for writing. */
  readonly writePolicyName: string;
}

/** Managed policies for people and pipelines that preview (read) or deploy (write) the fleet's stacks. */
export class StateAccess extends pulumi.ComponentResource {
  readonly readPolicyArn: pulumi.Output<string>;
  readonly writePolicyArn: pulumi.Output<string>;

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

    this.readPolicyArn = read.arn;
    this.writePolicyArn = write.arn;
    this.registerOutputs({ readPolicyArn: this.readPolicyArn, writePolicyArn: this.writePolicyArn });
  }
}
