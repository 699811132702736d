import * as pulumi from "@pulumi/pulumi";
import { drillBucketPrefix } from "../../contracts/names";
import type { Place } from "../access/place";
import type { PolicyStatement } from "../access/policy-document";
import type { StatePermissionsArgs } from "./state-permissions";

export interface DrillPermissionsArgs extends Omit<StatePermissionsArgs, "project"> {
  readonly place: Place;
}

/**
 * What a recovery drill needs beside reading the state: buckets of its own for the copies, which it deletes with
 * every version, and a place for its reports. Nothing here reaches a version of the state.
 */
export function drillStatements(args: DrillPermissionsArgs): PolicyStatement[] {
  const { environment, accountId, region } = args.place;
  const scratch = `arn:aws:s3:::${drillBucketPrefix(environment, accountId, region)}*`;
  return [
    {
      Sid: "FindScratchBuckets",
      Effect: "Allow",
      Action: "s3:ListAllMyBuckets",
      // The account's list of buckets has no resource.
      Resource: "*",
    },
    {
      Sid: "KeepScratchBuckets",
      Effect: "Allow",
      Action: [
        "s3:CreateBucket",
        "s3:DeleteBucket",
        "s3:DeleteBucketPolicy",
        "s3:GetBucketLocation",
        "s3:ListBucket",
        "s3:ListBucketVersions",
        "s3:PutBucketPublicAccessBlock",
        "s3:PutBucketVersioning",
        "s3:PutEncryptionConfiguration",
      ],
      Resource: scratch,
    },
    {
      Sid: "KeepCopies",
      Effect: "Allow",
      Action: [
        "s3:DeleteObject",
        "s3:DeleteObjectVersion",
        "s3:GetObject",
        "s3:GetObjectVersion",
        "s3:PutObject",
      ],
      Resource: `${scratch}/*`,
    },
    {
      Sid: "WriteReports",
      Effect: "Allow",
      // The last one is a point of a promotion's checklist.
      Action: ["s3:GetObject", "s3:PutObject"],
      Resource: pulumi.interpolate`${args.bucketArn}/.fleet/reports/drill/*`,
    },
    {
      Sid: "EncryptCopies",
      Effect: "Allow",
      Action: ["kms:Encrypt", "kms:GenerateDataKey"],
      Resource: args.keyArn,
    },
  ];
}
