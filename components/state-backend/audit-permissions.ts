import * as pulumi from "@pulumi/pulumi";
import type { PolicyStatement } from "../access/policy-document";
import { operationObjects, type StatePermissionsArgs } from "./state-permissions";

export interface AuditPermissionsArgs extends Omit<StatePermissionsArgs, "project"> {
  /** Bucket with the access logs and the trail's files, which the state key encrypts. */
  readonly logBucketName: pulumi.Input<string>;
  /**
   * The trail that delivers them.
   * @default there is none
   */
  readonly trailArn?: string;
}

/** What finding out who did what needs: every log, and none of the state itself. */
export function auditStatements(args: AuditPermissionsArgs): PolicyStatement[] {
  const logBucketArn = pulumi.interpolate`arn:aws:s3:::${args.logBucketName}`;
  return [
    {
      Sid: "ListLogs",
      Effect: "Allow",
      Action: ["s3:ListBucket", "s3:ListBucketVersions", "s3:GetBucketLocation"],
      Resource: [args.bucketArn, logBucketArn],
    },
    {
      Sid: "ReadOperations",
      Effect: "Allow",
      // Old versions of heads tell whether one was set back.
      Action: ["s3:GetObject", "s3:GetObjectVersion"],
      Resource: operationObjects(args),
    },
    {
      Sid: "ReadLogs",
      Effect: "Allow",
      Action: "s3:GetObject",
      Resource: pulumi.interpolate`${logBucketArn}/*`,
    },
    {
      Sid: "DecryptLogs",
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:DescribeKey"],
      Resource: args.keyArn,
    },
    {
      Sid: "LookUpEvents",
      Effect: "Allow",
      Action: "cloudtrail:LookupEvents",
      // Of the account's events as a whole: it has no resource.
      Resource: "*",
    },
    ...(args.trailArn === undefined ? [] : [seeTrail(args.trailArn)]),
  ];
}

function seeTrail(trailArn: string): PolicyStatement {
  return { Sid: "SeeTrail", Effect: "Allow", Action: "cloudtrail:GetTrailStatus", Resource: trailArn };
}
