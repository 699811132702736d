import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { keyAdministration } from "../access/key-administration";
import { type PolicyStatement, policyDocument } from "../access/policy-document";

export interface StateKeyArgs {
  readonly accountId: string;
  /** Alias with its prefix: `alias/…`. */
  readonly alias: string;
  /** Days between the key's deletion and its end, 7 to 30; until then it can be called back. */
  readonly deletionWindowDays: number;
  /**
   * Statements of the key policy for services, in which the resource `*` is this key.
   * @default none besides those of alarms
   */
  readonly statements?: readonly PolicyStatement[];
  /**
   * Whether Pulumi refuses to delete the key. Without it nobody can read the state again.
   * @default true
   */
  readonly protect?: boolean;
}

/** The key of the state bucket and of the secrets inside the state. */
export class StateKey extends pulumi.ComponentResource {
  readonly keyArn: pulumi.Output<string>;
  readonly aliasName: pulumi.Output<string>;

  constructor(name: string, args: StateKeyArgs, options?: pulumi.ComponentResourceOptions) {
    super("fleet:state-backend:StateKey", name, {}, options);
    const { protect = true } = args;

    const key = new aws.kms.Key(
      name,
      {
        description: "State of the fleet's Pulumi stacks, and secrets in it",
        enableKeyRotation: true,
        deletionWindowInDays: args.deletionWindowDays,
        policy: policyDocument([
          keyAdministration(args.accountId),
          alarmsPublish(args.accountId),
          ...(args.statements ?? []),
        ]),
        tags: { Name: args.alias },
      },
      { parent: this, protect },
    );
    const alias = new aws.kms.Alias(
      `${name}-alias`,
      { name: args.alias, targetKeyId: key.keyId },
      { parent: this },
    );

    this.keyArn = key.arn;
    this.aliasName = alias.name;
    this.registerOutputs({ keyArn: this.keyArn, aliasName: this.aliasName });
  }
}

/** Alarms publish to the topic that the key encrypts. */
function alarmsPublish(accountId: string): PolicyStatement {
  return {
    Sid: "AlarmsPublish",
    Effect: "Allow",
    Principal: { Service: "cloudwatch.amazonaws.com" },
    Action: ["kms:Decrypt", "kms:GenerateDataKey"],
    // In a key policy `*` is this key.
    Resource: "*",
    Condition: { StringEquals: { "aws:SourceAccount": accountId } },
  };
}
