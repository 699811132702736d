import { attributeName, type ResourceType } from "./resource-type";
import { RESOURCE_TYPES } from "./resource-types";
import type { TerraformResource } from "./terraform-state";

/** A resource of Terraform's whose type is known. */
export interface KnownResource {
  readonly resource: TerraformResource;
  readonly type: ResourceType;
}

/** undefined where the type is not known. */
export function known(resource: TerraformResource): KnownResource | undefined {
  const type = RESOURCE_TYPES[resource.type];
  return type && { resource, type };
}

/** The value of Pulumi's input `name`, for instance `cidrBlock` or `tags.Name`; undefined when there is none. */
export function attributeOf({ resource, type }: KnownResource, name: string): unknown {
  return inputOf(resource.attributes, name, (part) => attributeName(type, part));
}

/** The value of an input that may be within another: `tags.Name`. */
export function inputOf(
  inputs: Readonly<Record<string, unknown>>,
  name: string,
  spelled: (part: string) => string = (part) => part,
): unknown {
  const [first = "", second] = name.split(".");
  const value = inputs[spelled(first)];
  return second === undefined ? value : (value as Readonly<Record<string, unknown>> | undefined)?.[second];
}

/** The names by which others refer to the resource. */
export function handlesOf({ attributes }: TerraformResource): readonly unknown[] {
  return [attributes.id, attributes.arn, attributes.name].filter(
    (handle) => typeof handle === "string" && handle !== "",
  );
}
