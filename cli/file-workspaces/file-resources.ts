import { resourceRecord } from "../../backend/registry/resource-record";
import { cents } from "../../contracts/prices/cents";
import type { ResourceRecord } from "../../contracts/registry/records";
import { known } from "../migration/known-resource";
import type { TerraformResource, TerraformState } from "../migration/terraform-state";

/** What a Terraform state comes to in the registry. */
export interface FileResources {
  readonly resources: readonly ResourceRecord[];
  /** USD. */
  readonly monthlyCost: number;
  /** How many have no known price, by type. */
  readonly unpriced: Readonly<Record<string, number>>;
  readonly resourceTypes: Readonly<Record<string, number>>;
}

/**
 * The resources of a Terraform state, as the registry keeps them: names and addresses, and nothing of their content.
 * Data sources are nobody's. A type that is not known keeps Terraform's name.
 */
export function fileResources(state: TerraformState, workspaceId: string, region: string): FileResources {
  const unpriced: Record<string, number> = {};
  const resourceTypes: Record<string, number> = {};
  let monthlyCost = 0;
  const resources = state.resources
    .filter(({ mode }) => mode === "managed")
    .map((resource) => {
      const found = resourceRecord(workspaceId, asCheckpointed(resource), region);
      const { record } = found;
      monthlyCost += record.monthlyCost ?? 0;
      resourceTypes[record.type] = (resourceTypes[record.type] ?? 0) + 1;
      if (found.unpriced) {
        unpriced[record.type] = (unpriced[record.type] ?? 0) + 1;
      }
      // Through JSON and back, so that it is equal to itself once it was stored.
      return JSON.parse(JSON.stringify(record)) as ResourceRecord;
    });
  return { resources, monthlyCost: cents(monthlyCost), unpriced, resourceTypes };
}

/** In the form of Pulumi's checkpoints. A block within an attribute stays as Terraform has it. */
function asCheckpointed(resource: TerraformResource) {
  const { address, attributes, deposed } = resource;
  const type = known(resource)?.type.type ?? resource.type;
  const values = Object.fromEntries(
    Object.entries(attributes)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [camelCase(name), value]),
  );
  const { id } = attributes;
  return {
    urn: `${TERRAFORM_URN}${address}`,
    type,
    custom: true,
    id: typeof id === "string" ? id : undefined,
    delete: deposed,
    inputs: values,
    outputs: values,
  };
}

/** Terraform has addresses, and the registry's keys are URNs. */
const TERRAFORM_URN = "terraform::";

function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
