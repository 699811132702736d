import * as aws from "@pulumi/aws";
import type { Environment, Project } from "../contracts/environment";
import { defaultTags } from "../contracts/tags";

export interface FleetProviderArgs {
  readonly environment: Environment;
  /** The project whose program this is; becomes the tag `Scope`. */
  readonly scope: Project;
  /** AWS region, for example `eu-west-1`. */
  readonly region: string;
  /** Team that answers for the resources; becomes the tag `Owner`. */
  readonly owner: string;
  /** Becomes the tag `CostCenter`. */
  readonly costCenter: string;
}

/**
 * The one AWS provider of a program. Its default tags reach all but hosts and their group (EnclaveHost); give it
 * to every component of the top level.
 */
export function fleetProvider(args: FleetProviderArgs): aws.Provider {
  return new aws.Provider("aws", {
    region: args.region as aws.Region,
    defaultTags: { tags: { ...defaultTags(args) } },
  });
}
