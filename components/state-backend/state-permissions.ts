import * as pulumi from "@pulumi/pulumi";
import { STATE_METRIC_NAMESPACE } from "../../contracts/state-metrics";
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
    ...stateObjectStatements(args),
    {
      Sid: "DecryptState",
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:DescribeKey"],
      Resource: args.keyArn,
    },
  ];
}

/** Every object of the stacks and of what stands beside them, without the key: the secrets in them stay secret. */
export function stateObjectStatements(args: StatePermissionsArgs): PolicyStatement[] {
  return [
    listBucket(args),
    {
      Sid: "ReadState",
      Effect: "Allow",
      Action: ["s3:GetObject", "s3:GetObjectVersion"],
      Resource: [metaFile(args), ...stackObjects(args)],
    },
    {
      Sid: "ReadLeases",
      Effect: "Allow",
      Action: "s3:GetObject",
      Resource: leaseObjects(args),
    },
    {
      Sid: "ReadOperations",
      Effect: "Allow",
      // Old versions of heads tell whether one was set back.
      Action: ["s3:GetObject", "s3:GetObjectVersion"],
      Resource: operationObjects(args),
    },
    ...workspaceRecords(args, "ReadWorkspaces", ["s3:GetObject"]),
    ...promotionRecords(args, "ReadPromotions", ["s3:GetObject"]),
    {
      Sid: "ListVersions",
      Effect: "Allow",
      Action: "s3:ListBucketVersions",
      Resource: args.bucketArn,
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
      Sid: "TakeLeases",
      Effect: "Allow",
      // None is ever deleted, so that fences only grow.
      Action: ["s3:GetObject", "s3:PutObject"],
      Resource: leaseObjects(args),
    },
    {
      Sid: "AppendOperations",
      Effect: "Allow",
      // The bucket's policy lets nobody change or delete an entry.
      Action: ["s3:GetObject", "s3:PutObject"],
      Resource: operationObjects(args),
    },
    // A record goes with its workspace; the bucket keeps its versions.
    ...workspaceRecords(args, "KeepWorkspaces", ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]),
    // The bucket's policy lets nobody change or delete what is there.
    ...promotionRecords(args, "AppendPromotions", ["s3:GetObject", "s3:PutObject"]),
    {
      Sid: "EncryptState",
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"],
      Resource: args.keyArn,
    },
  ];
}

/** Duration, changes and failures of operations, and what hygiene measures. */
export function publishStateMetrics(): PolicyStatement {
  return {
    Sid: "PublishMetrics",
    Effect: "Allow",
    Action: "cloudwatch:PutMetricData",
    // Metrics have no resource; the condition names ours.
    Resource: "*",
    Condition: { StringEquals: { "cloudwatch:namespace": STATE_METRIC_NAMESPACE } },
  };
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

function leaseObjects(args: StatePermissionsArgs): pulumi.Output<string> {
  const project = args.project === undefined ? "" : `${args.project}/`;
  return pulumi.interpolate`${args.bucketArn}/.fleet/leases/${project}*`;
}

/** Promotions are nothing for who is bound to one project. */
function promotionRecords(
  args: StatePermissionsArgs,
  Sid: string,
  Action: readonly string[],
): readonly PolicyStatement[] {
  return args.project === undefined
    ? [{ Sid, Effect: "Allow", Action, Resource: pulumi.interpolate`${args.bucketArn}/.fleet/promotions/*` }]
    : [];
}

/** Records of workspaces are nothing for who is bound to one project. */
function workspaceRecords(
  args: StatePermissionsArgs,
  Sid: string,
  Action: readonly string[],
): readonly PolicyStatement[] {
  return args.project === undefined
    ? [{ Sid, Effect: "Allow", Action, Resource: pulumi.interpolate`${args.bucketArn}/.fleet/workspaces/*` }]
    : [];
}

/** Entries and heads of the operations log. */
export function operationObjects(args: StatePermissionsArgs): pulumi.Output<string>[] {
  const project = args.project === undefined ? "" : `${args.project}/`;
  return ["operations/", "operation-heads/"].map(
    (folder) => pulumi.interpolate`${args.bucketArn}/.fleet/${folder}${project}*`,
  );
}
