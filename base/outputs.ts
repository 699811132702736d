import type * as pulumi from "@pulumi/pulumi";
import type { BaseInterface } from "../contracts/base-interface";

/** What project `base` knows when it is deployed: what runtime and enclaves need, and what people ask for. */
export interface BaseValues extends BaseInterface {
  readonly vpcCidrBlock: string;
  /** Names of the zones, in the order of the subnets. */
  readonly availabilityZones: readonly string[];
  readonly publicSubnetIds: readonly string[];
  readonly isolatedSubnetIds: readonly string[];
  readonly runnerRepositoryArn: string;
  /** What the public zone's parent must delegate to; empty without one. */
  readonly publicZoneNameServers: readonly string[];
}

/**
 * What project `base` exports.
 *
 * Who cannot use a StackReference finds the same things by tags. All have `Project: hyperion-fleet`,
 * `Environment: <environment>` and `Scope: base`, and besides:
 *
 * - VPC: `Name: physicalName(environment, "network")`;
 * - subnets: `Tier: public | private | isolated`;
 * - security groups: `Name: physicalName(environment, "runner" | "host")`, which is their group name too;
 * - zone, repository, table, key, policies and roles: by the names of `contracts/base-names.ts`.
 */
export type BaseOutputs = { readonly [Name in keyof BaseValues]: pulumi.Input<BaseValues[Name]> };
