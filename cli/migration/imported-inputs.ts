import type { PlannedResource } from "../engine/engine";
import { isUnknown } from "../engine/unknown-value";
import { known } from "./known-resource";
import { attributeName, type ResourceType } from "./resource-type";
import type { TerraformResource } from "./terraform-state";

type Values = Readonly<Record<string, unknown>>;

/**
 * `planned` with what it does not know yet, and what was only named at random, taken from Terraform's attributes: a
 * provider that reads a resource may need more than its id, for instance a route its table. An input that Terraform
 * does not tell either is left out.
 */
export function withImportedInputs(planned: PlannedResource, resource: TerraformResource): PlannedResource {
  const type = known(resource)?.type ?? { renamed: {}, autoNamed: [] };
  const told = (name: string) => attribute(type, resource.attributes, name);
  const inputs = Object.entries(planned.inputs)
    .map(([name, value]) => [name, filled(value, told(name))] as const)
    .filter(([, value]) => value !== undefined);
  const names = type.autoNamed
    .map((name) => [name, told(name)] as const)
    .filter(([, value]) => typeof value === "string");
  return { ...planned, inputs: { ...Object.fromEntries(inputs), ...Object.fromEntries(names) } };
}

/** `value` with the unknown within it as `found` has it; undefined when that does not tell all of it. */
function filled(value: unknown, found: unknown): unknown {
  if (!isUnknown(value)) {
    return value;
  }
  if (typeof value === "string") {
    return isPlain(found) ? found : undefined;
  }
  if (Array.isArray(value)) {
    const items = value.map((item, index) => filled(item, Array.isArray(found) ? found[index] : undefined));
    return items.includes(undefined) ? undefined : items;
  }
  // Terraform has every block as a list, Pulumi a block that may be there once as an object.
  const block = (Array.isArray(found) && found.length === 1 ? found[0] : found) as Values | undefined;
  const entries = Object.entries(value as Values).map(
    ([name, item]) => [name, filled(item, block && attributeWithin(block, name))] as const,
  );
  return entries.some(([, item]) => item === undefined) ? undefined : Object.fromEntries(entries);
}

/** Terraform's attribute for Pulumi's input `name`; what repeats has a plural in Pulumi. */
function attribute(type: Pick<ResourceType, "renamed">, attributes: Values, name: string): unknown {
  const spelled = attributeName(type, name);
  return attributes[spelled] ?? attributes[spelled.replace(/s$/, "")];
}

/** As {@link attribute}, within a block, or within a map whose keys are the user's own. */
function attributeWithin(block: Values, name: string): unknown {
  return block[name] ?? attribute({ renamed: {} }, block, name);
}

/** Whether it is a single value or a list of them, and not a block. */
function isPlain(value: unknown): boolean {
  const values = Array.isArray(value) ? value : [value];
  return values.every((each) => ["string", "number", "boolean"].includes(typeof each));
}
