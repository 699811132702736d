import type { Environment } from "./environment";
import type { HostFamily } from "./prices/price-list";

/**
 * What an environment offers to every enclave's stack: runtime gives it to the runner as JSON
 * (`RUNNER_ENVIRONMENT.enclaveConfig`), the runner to project `enclave` as `enclave:environment`.
 */
export interface EnclaveEnvironment {
  readonly environment: Environment;
  readonly region: string;
  /** Value of the tag CostCenter. The tag Owner is the request's own. */
  readonly costCenter: string;
  /** The environment's further tags. */
  readonly tags: Readonly<Record<string, string>>;
  readonly vpcId: string;
  /** Where hosts go. */
  readonly hostSubnetIds: readonly string[];
  readonly hostSecurityGroupId: string;
  readonly zoneId: string;
  /** Name of the private zone, without a trailing dot. */
  readonly zoneName: string;
  /** Key of volumes and logs. */
  readonly dataKeyArn: string;
  /** Permissions boundary of every role the runner makes. */
  readonly boundaryArn: string;
  /** Managed policy that every host role gets. */
  readonly hostPolicyArn: string;
  /** Path of the roles and instance profiles that the runner makes, with slashes at both ends. */
  readonly enclaveRolePath: string;
  /** How many vCPUs the environment's hosts may have, in all. @default AWS's own quota */
  readonly maxHostVcpus?: number;
  /** How many of them may be one owner's. @default as many as there may be */
  readonly maxHostVcpusPerOwner?: number;
  /** Families of host types that a request may get instead of its own, in the order they are tried. @default none */
  readonly alternativeHostFamilies?: readonly HostFamily[];
}

/** Names of those of {@link EnclaveEnvironment}'s fields that a reader of the JSON must find. */
export const ENCLAVE_ENVIRONMENT_FIELDS: readonly (keyof EnclaveEnvironment)[] = [
  "environment",
  "region",
  "costCenter",
  "tags",
  "vpcId",
  "hostSubnetIds",
  "hostSecurityGroupId",
  "zoneId",
  "zoneName",
  "dataKeyArn",
  "boundaryArn",
  "hostPolicyArn",
  "enclaveRolePath",
];
