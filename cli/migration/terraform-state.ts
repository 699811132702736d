import { FleetError } from "../../contracts/errors";
import { type FileInstance, type FileResource, parseStateFile } from "./terraform-state-file";

/** One object of a Terraform state: an instance of a resource, or of a data source. */
export interface TerraformResource {
  /** As Terraform prints it: `module.network.aws_subnet.private[0]`; a deposed object has its key behind it. */
  readonly address: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  /** Name in the code, without module and index. */
  readonly name: string;
  /** Source address of the provider's plugin: `hashicorp/aws`. */
  readonly provider: string;
  /** What Terraform was still to delete, when it replaced the resource. */
  readonly deposed: boolean;
  /** Without those that are sensitive. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** A Terraform state, without its outputs. */
export interface TerraformState {
  readonly serial: number;
  /** Told apart from the states of other configurations by this. */
  readonly lineage: string;
  readonly terraformVersion: string;
  readonly resources: readonly TerraformResource[];
}

/** Attributes that hold a secret also where a provider forgot to mark them. */
const SECRET_NAME = /(^|_)(password|secret|secret_string|secret_binary|private_key|token|auth_token)$/;

/**
 * Reads a state file of format 4, which Terraform writes since 0.12.
 *
 * @param path only for errors
 * @throws FleetError `InvalidArgument`
 */
export function parseTerraformState(text: string, path: string): TerraformState {
  const { serial, lineage, terraform_version: terraformVersion = "", resources } = parseStateFile(text, path);
  const found = resources.flatMap(instancesOf);
  if (found.length === 0) {
    throw new FleetError(
      "InvalidArgument",
      `${path} has no resources: pull the state of the workspace that has them, see \`terraform workspace list\``,
    );
  }
  const addresses = new Set<string>();
  for (const { address } of found) {
    if (addresses.has(address)) {
      throw new FleetError("InvalidArgument", `${path} has ${address} twice: it is damaged, pull it again`);
    }
    addresses.add(address);
  }
  return { serial, lineage, terraformVersion, resources: found };
}

function instancesOf(resource: FileResource): readonly TerraformResource[] {
  const { module, mode, type, name, provider = "", instances } = resource;
  const local = `${mode === "data" ? "data." : ""}${type}.${name}`;
  const prefix = module === undefined ? local : `${module}.${local}`;
  return instances.map((instance) => ({
    address: `${prefix}${indexOf(instance)}${instance.deposed ? ` (deposed ${instance.deposed})` : ""}`,
    mode,
    type,
    name,
    provider: sourceAddress(provider),
    deposed: instance.deposed !== undefined,
    attributes: withoutSensitive(instance.attributes ?? {}, instance.sensitive_attributes ?? []),
  }));
}

function indexOf({ index_key: key }: FileInstance): string {
  return key === undefined ? "" : `[${JSON.stringify(key)}]`;
}

/** `hashicorp/aws` of `module.a.provider["<host>/hashicorp/aws"].alias`. */
function sourceAddress(provider: string): string {
  return /provider\["([^"]+)"\]/.exec(provider)?.[1]?.split("/").slice(-2).join("/") ?? provider;
}

/** An attribute of which a part is sensitive is left out as a whole: nothing here needs the rest of it. */
function withoutSensitive(
  attributes: Readonly<Record<string, unknown>>,
  sensitive: NonNullable<FileInstance["sensitive_attributes"]>,
): Readonly<Record<string, unknown>> {
  const marked = new Set(sensitive.map(([first]) => first?.value));
  return Object.fromEntries(
    Object.entries(attributes).filter(([name]) => !marked.has(name) && !SECRET_NAME.test(name)),
  );
}
