import { attributeName } from "../../cli/migration/resource-type";
import { RESOURCE_TYPES } from "../../cli/migration/resource-types";

/** An entry of `pulumi stack export`, as far as it is read here. */
export interface ExportedResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly custom?: boolean;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

const AWS = 'provider["terraform.example.com/hashicorp/aws"]';

/**
 * The state that Terraform would have of what Pulumi has deployed: the same resources, ids and attributes under
 * Terraform's types, and names that tell nothing.
 */
export function terraformStateOf(resources: readonly ExportedResource[]): string {
  const types = new Map(Object.entries(RESOURCE_TYPES).map(([name, type]) => [type.type, name]));
  return JSON.stringify({
    version: 4,
    terraform_version: "1.9.8",
    serial: 7,
    lineage: "3f1d6a52-7d0b-4a54-9c1e-0c1f5d0e8b11",
    outputs: { password: { value: "hunter2", type: "string", sensitive: true } },
    resources: resources
      .filter(({ custom, type }) => custom && type.startsWith("aws:"))
      .map((resource, index) => {
        const type = types.get(resource.type);
        if (type === undefined) {
          throw new Error(`no Terraform type is known for ${resource.type}`);
        }
        return {
          module: "module.legacy",
          mode: "managed",
          type,
          name: `this_${index}`,
          provider: AWS,
          instances: [
            { schema_version: 0, attributes: attributesOf(type, resource), sensitive_attributes: [] },
          ],
        };
      }),
    check_results: null,
  });
}

function attributesOf(
  terraformType: string,
  { id, inputs, outputs }: ExportedResource,
): Readonly<Record<string, unknown>> {
  const type = RESOURCE_TYPES[terraformType];
  const attributes = Object.entries({ ...inputs, ...outputs }).map(([name, value]) => [
    attributeName(type ?? { renamed: {} }, name),
    valueOrBlocks(name, value),
  ]);
  return { ...Object.fromEntries(attributes), id };
}

/** Inputs whose keys are the user's own. */
const MAPS = ["tags", "tagsAll", "variables"];

/** Terraform has every block as a list, with its own names within. */
function valueOrBlocks(name: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || MAPS.includes(name)) {
    return value;
  }
  return Array.isArray(value) ? value.map(block) : [block(value)];
}

function block(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      attributeName({ renamed: {} }, name),
      valueOrBlocks(name, item),
    ]),
  );
}
