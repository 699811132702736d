import type * as pulumi from "@pulumi/pulumi";
import type { PolicyStatement } from "./policy-document";

const ACTIONS = {
  read: ["kms:Decrypt", "kms:DescribeKey"],
  write: [
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
  ],
} as const;

/**
 * Use of a key through other services only: the role cannot call KMS itself, but DynamoDB, SQS and their like may
 * use the key on its behalf.
 */
export function keyUseThrough(args: {
  readonly keyArn: pulumi.Input<string> | readonly pulumi.Input<string>[];
  /** Host names of the services' endpoints without the domain, for example `dynamodb.eu-west-1`. */
  readonly services: readonly string[];
  readonly access: keyof typeof ACTIONS;
}): PolicyStatement {
  return {
    Sid: "UseDataKeyThroughServices",
    Effect: "Allow",
    Action: ACTIONS[args.access],
    Resource: args.keyArn,
    Condition: {
      StringEquals: { "kms:ViaService": args.services.map((service) => `${service}.amazonaws.com`) },
    },
  };
}
