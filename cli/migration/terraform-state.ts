import { FleetError } from "../../contracts/errors";

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

const FORMAT_VERSION = 4;

/** Attributes that hold a secret also where a provider forgot to mark them. */
const SECRET_NAME = /(^|_)(password|secret|secret_string|secret_binary|private_key|token|auth_token)$/;

interface StateFile {
  readonly version?: unknown;
  readonly terraform_version?: string;
  readonly serial?: number;
  readonly lineage?: string;
  readonly resources?: readonly FileResource[];
}

interface FileResource {
  readonly module?: string;
  readonly mode?: unknown;
  readonly type?: unknown;
  readonly name?: unknown;
  readonly provider?: string;
  readonly instances?: readonly FileInstance[];
}

interface FileInstance {
  readonly index_key?: string | number;
  readonly deposed?: string;
  readonly attributes?: Readonly<Record<string, unknown>> | null;
  readonly sensitive_attributes?: ReadonlyArray<readonly PathStep[]>;
}

interface PathStep {
  readonly type: string;
  readonly value: unknown;
}

/**
 * Reads a state file of format 4, which Terraform writes since 0.12.
 *
 * @param path only for errors
 * @throws FleetError `InvalidArgument`
 */
export function parseTerraformState(text: string, path: string): TerraformState {
  const file = parsed(text, path);
  if (file.version !== FORMAT_VERSION) {
    throw new FleetError(
      "InvalidArgument",
      `${path} has format version ${JSON.stringify(file.version)}, and only ${FORMAT_VERSION} is understood: run \`terraform state pull\` with Terraform 0.12 or later`,
    );
  }
  return {
    serial: file.serial ?? 0,
    lineage: file.lineage ?? "",
    terraformVersion: file.terraform_version ?? "",
    resources: (file.resources ?? []).flatMap((resource) => instancesOf(resource, path)),
  };
}

function parsed(text: string, path: string): StateFile {
  try {
    return JSON.parse(text) ?? {};
  } catch (cause) {
    // The parser's own message would quote the file, and with it maybe a secret.
    throw new FleetError(
      "InvalidArgument",
      `${path} is no Terraform state, for it is not JSON: give the file that \`terraform state pull\` writes`,
      [],
      { cause },
    );
  }
}

function instancesOf(resource: FileResource, path: string): readonly TerraformResource[] {
  const { module, mode, type, name, provider = "", instances = [] } = resource;
  if (typeof type !== "string" || typeof name !== "string" || (mode !== "managed" && mode !== "data")) {
    throw new FleetError(
      "InvalidArgument",
      `${path} has a resource without type, name or mode: it is damaged, pull it again`,
    );
  }
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
  sensitive: ReadonlyArray<readonly PathStep[]>,
): Readonly<Record<string, unknown>> {
  const marked = new Set(sensitive.map(([first]) => first?.value));
  return Object.fromEntries(
    Object.entries(attributes).filter(([name]) => !marked.has(name) && !SECRET_NAME.test(name)),
  );
}
