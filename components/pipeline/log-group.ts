import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** How the pipeline's logs are kept. */
export interface LogSettings {
  /** One of `LOG_RETENTION_DAYS`. */
  readonly logRetentionDays: number;
  /** Key that encrypts the logs; its policy must let CloudWatch Logs use it. */
  readonly keyArn: pulumi.Input<string>;
}

/** A log group of a service that would otherwise make its own: without key, and for ever. */
export function logGroup(
  name: string,
  groupName: string,
  { logRetentionDays, keyArn }: LogSettings,
  parent: pulumi.Resource,
): aws.cloudwatch.LogGroup {
  return new aws.cloudwatch.LogGroup(
    name,
    { name: groupName, retentionInDays: logRetentionDays, kmsKeyId: keyArn, tags: { Name: groupName } },
    { parent },
  );
}
