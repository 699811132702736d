import { createHash } from "node:crypto";
import type { Environment } from "./environment";
import { FleetError } from "./errors";
import type { Operation } from "./operation";

/** Prefix of everything that has a physical name. */
export const PRODUCT = "hyperion";

/** 3 to 40 characters: lower-case letters, digits, single hyphens inside. ASCII only, so look-alikes fail. */
export const REQUEST_ID_PATTERN = "^(?!.*--)[a-z][a-z0-9-]{1,38}[a-z0-9]$";
const REQUEST_ID = new RegExp(REQUEST_ID_PATTERN);

export function isRequestId(id: string): boolean {
  return REQUEST_ID.test(id);
}

/** @throws FleetError `InvalidName` */
export function assertRequestId(id: string): void {
  if (!isRequestId(id)) {
    throw new FleetError(
      "InvalidName",
      `id ${JSON.stringify(id.slice(0, 60))} is not allowed: use 3 to 40 characters, a-z, 0-9 and single hyphens, starting with a letter`,
    );
  }
}

/**
 * `hyperion-<environment>-<role>`. The one truncation rule: a name over `maxLength` keeps its head and ends in
 * eight hexadecimal digits of the SHA-256 of the whole, so that two long names stay two names.
 */
export function physicalName(environment: Environment, role: string, maxLength = 63): string {
  return boundedName(`${PRODUCT}-${environment}-${role}`, maxLength);
}

export function boundedName(name: string, maxLength: number): string {
  if (name.length <= maxLength) {
    return name;
  }
  const digest = createHash("sha256").update(name).digest("hex").slice(0, 8);
  return `${name.slice(0, maxLength - 9)}-${digest}`;
}

/**
 * The state bucket of an environment. Bucket names are global, so account and region are part of it.
 */
export function stateBucketName(environment: Environment, accountId: string, region: string): string {
  return physicalName(environment, `state-${accountId}-${region}`);
}

/** The bucket with the log of who touched the state bucket; of the same form and length. */
export function accessLogBucketName(environment: Environment, accountId: string, region: string): string {
  return physicalName(environment, `logs-${accountId}-${region}`);
}

/** How the names of the buckets begin in which recovery is rehearsed; eight random digits follow. */
export function drillBucketPrefix(environment: Environment, accountId: string, region: string): string {
  return `${physicalName(environment, `drill-${accountId}-${region}`, 54)}-`;
}

/** CloudTrail's trail of who touched state bucket and key. */
export function auditTrailName(environment: Environment): string {
  return physicalName(environment, "audit");
}

/** Log group that gets the trail's events within minutes. */
export function auditLogGroupName(environment: Environment): string {
  return `/${PRODUCT}/${environment}/audit`;
}

export function stateKeyAlias(environment: Environment): string {
  return `alias/${physicalName(environment, "state")}`;
}

/** Pulumi's address of the environment's state. */
export function backendUrl(bucketName: string, region: string): string {
  return `s3://${bucketName}?region=${region}`;
}

/** Pulumi's address of the key that encrypts secrets in the environment's state. */
export function secretsProviderUrl(keyAlias: string, region: string): string {
  return `awskms://${keyAlias}?region=${region}`;
}

/**
 * Step Functions execution name: at most 80 characters of `[0-9A-Za-z-_]`. One per id, generation and
 * operation, so that a replay cannot start a second run.
 */
export function executionName(of: {
  readonly id: string;
  readonly generation: number;
  readonly operation: Operation;
}): string {
  assertRequestId(of.id);
  if (!Number.isSafeInteger(of.generation) || of.generation < 1) {
    throw new FleetError(
      "InvalidName",
      `generation ${of.generation} is not allowed: use a whole number from 1`,
    );
  }
  return `${of.id}-g${of.generation}-${of.operation}`;
}

/** Name of an execution, which is also its correlation id. @param arn of the execution */
export function executionNameOf(arn: string): string {
  return arn.slice(arn.lastIndexOf(":") + 1);
}
