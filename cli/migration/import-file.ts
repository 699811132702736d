import type { MigrationStep } from "./migration-plan";
import { RESOURCE_TYPES } from "./resource-types";
import type { TerraformResource } from "./terraform-state";

/** An entry of the file that `pulumi import --file` takes. */
export interface ImportEntry {
  readonly type: string;
  readonly name: string;
  readonly id: string;
}

export interface ImportFile {
  readonly resources: readonly ImportEntry[];
}

/** What the programs do not have, for `pulumi import --file`: every step must be a stub. */
export function importFile(
  steps: readonly MigrationStep[],
  resources: ReadonlyMap<string, TerraformResource>,
): ImportFile {
  return {
    resources: steps.map((step) => ({
      type: step.type ?? "",
      name: stubName(step.address),
      id: importId(step, resources.get(step.address)),
    })),
  };
}

/** The id that `pulumi import` wants, which for some types is not the one in Terraform's state. */
function importId({ id = "" }: MigrationStep, resource: TerraformResource | undefined): string {
  return (resource && RESOURCE_TYPES[resource.type]?.importId(resource.attributes)) ?? id;
}

/** A logical name for Terraform's address: `network-private-0` of `module.network.aws_subnet.private[0]`. */
function stubName(address: string): string {
  const index = /\[([^\]]*)\]$/.exec(address)?.[1];
  const path = index === undefined ? address : address.slice(0, -index.length - 2);
  const parts = path.split(".").filter((part) => part !== "module");
  // the type, which is second to last, is said elsewhere
  parts.splice(-2, 1);
  return [...parts, ...(index === undefined ? [] : [index])]
    .join("-")
    .replace(/[^A-Za-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}
