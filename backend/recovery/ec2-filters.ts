import type { Filter, Tag } from "@aws-sdk/client-ec2";
import { FleetError } from "../../contracts/errors";
import type { Inputs } from "./finder";

type Tags = Readonly<Record<string, string>>;

/**
 * By all of `tags`.
 * @throws FleetError `DeploymentFailed` without tags: everything would fit
 */
export function byTags(tags: Tags): Filter[] {
  if (Object.keys(tags).length === 0) {
    throw new FleetError(
      "DeploymentFailed",
      "it was to get no tags, and without them nobody can tell whose it is",
    );
  }
  return Object.entries(tags).map(([key, value]) => ({ Name: `tag:${key}`, Values: [value] }));
}

export function inVpc({ vpcId }: Inputs): Filter[] {
  return [{ Name: "vpc-id", Values: [String(vpcId)] }];
}

/** A filter that a service passes over in silence must not make somebody else's resource ours. */
export function hasTags(found: readonly Tag[] = [], tags: Tags): boolean {
  return Object.entries(tags).every(([key, value]) =>
    found.some(({ Key, Value }) => Key === key && Value === value),
  );
}

/** Loaded when it is first asked for: EC2 has the largest of all SDK packages. */
export function ec2Sdk(): typeof import("@aws-sdk/client-ec2") {
  return require("@aws-sdk/client-ec2");
}
