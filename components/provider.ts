import * as aws from "@pulumi/aws";
import type { Environment, Project } from "../contracts/environment";
import { defaultTags } from "../contracts/tags";

export interface FleetProviderArgs {
  readonly environment: Environment;
  /** The project whose program this is; becomes the tag `Scope`. */
  readonly scope: Project;
  /** AWS region, for example `eu-west-1`. */
  readonly region: string;
  /**
   * The only AWS account that the program may work in.
   * @default that of the credentials
   */
  readonly accountId?: string;
  /** Team that answers for the resources; becomes the tag `Owner`. */
  readonly owner: string;
  /** Becomes the tag `CostCenter`. */
  readonly costCenter: string;
  /**
   * Further tags of every resource.
   * @default none
   */
  readonly tags?: Readonly<Record<string, string>>;
  /**
   * The short-lived copy of runtime that it is; becomes the tag `Workspace`.
   * @default the environment's own
   */
  readonly workspace?: string;
}

/**
 * The one AWS provider of a program. Its default tags reach all but hosts and their group (EnclaveHost); give it
 * to every component of the top level.
 */
export function fleetProvider(args: FleetProviderArgs): aws.Provider {
  return new aws.Provider("aws", {
    region: args.region as aws.Region,
    ...(args.accountId === undefined ? {} : { allowedAccountIds: [args.accountId] }),
    defaultTags: { tags: { ...args.tags, ...defaultTags(args) } },
  });
}
