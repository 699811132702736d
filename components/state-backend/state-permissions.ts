import * as pulumi from "@pulumi/pulumi";
import type { PolicyStatement } from "../access/policy-document";

export interface StatePermissionsArgs {
  readonly bucketArn: pulumi.Input<string>;
  readonly keyArn: pulumi.Input<string>;
  /**
   * The one Pulumi project whose stacks may be touched.
   * @default all projects
   */
  readonly project?: string;
}

/** What reading stacks needs: outputs, previews, StackReferences. */
export function stateReadStatements(args: StatePermissionsArgs): PolicyStatement[] {
  return [
    listBucket(args),
    {
      Sid: "ReadState",
      Effect: "Allow",
      Action: "s3:GetObject",
      Resource: [metaFile(args), ...stackObjects(args)],
    },
    {
      Sid: "DecryptState",
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:DescribeKey"],
      Resource: args.keyArn,
    },
  ];
}

/** What updating stacks needs. Old versions stay out of reach: no action here deletes one. */
export function stateWriteStatements(args: StatePermissionsArgs): PolicyStatement[] {
  return [
    listBucket(args),
    {
      Sid: "ReadMetadata",
      Effect: "Allow",
      // Written by the first user of a new bucket, which is never one that is bound to a project.
      Action: args.project === undefined ? ["s3:GetObject", "s3:PutObject"] : "s3:GetObject",
      Resource: metaFile(args),
    },
    {
      Sid: "WriteState",
      Effect: "Allow",
      Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
      Resource: stackObjects(args),
    },
    {
      Sid: "EncryptState",
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"],
      Resource: args.keyArn,
    },
  ];
}

function listBucket(args: StatePermissionsArgs): PolicyStatement {
  return {
    Sid: "ListState",
    Effect: "Allow",
    // No condition on the prefix: a get of a missing object has none, and S3 then answers 403 instead of the 404
    // by which Pulumi recognises a new stack.
    Action: ["s3:ListBucket", "s3:GetBucketLocation"],
    Resource: args.bucketArn,
  };
}

function metaFile(args: StatePermissionsArgs): pulumi.Output<string> {
  return pulumi.interpolate`${args.bucketArn}/.pulumi/meta.yaml`;
}

/** The layout is that of Pulumi's self-managed backend, with stacks by project. */
function stackObjects(args: StatePermissionsArgs): pulumi.Output<string>[] {
  const project = args.project === undefined ? "" : `${args.project}/`;
  return ["stacks/", "history/", "backups/", "locks/organization/"].map(
    (folder) => pulumi.interpolate`${args.bucketArn}/.pulumi/${folder}${project}*`,
  );
}
