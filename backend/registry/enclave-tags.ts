import type { Tag } from "@aws-sdk/client-ec2";
import type { Environment } from "../../contracts/environment";
import { REQUEST_TAG } from "../../contracts/tags";
import { hasTags } from "../recovery/ec2-filters";

/** What EC2 and Auto Scaling are asked for, to find what an environment's enclaves consist of. */
export function enclaveFilters(environment: Environment): { Name: string; Values: string[] }[] {
  return [
    { Name: "tag:Environment", Values: [environment] },
    { Name: "tag-key", Values: [REQUEST_TAG] },
  ];
}

/**
 * The request that a resource is tagged with; undefined for one of another environment: a filter that is passed over in
 * silence must not make it one of this.
 */
export function enclaveOf(tags: readonly Tag[], environment: Environment): string | undefined {
  return hasTags(tags, { Environment: environment })
    ? tags.find(({ Key }) => Key === REQUEST_TAG)?.Value
    : undefined;
}
