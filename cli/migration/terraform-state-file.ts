import { FleetError } from "../../contracts/errors";

/** A state file of format 4 as Terraform writes it, as far as it is read here. */
export interface StateFile {
  readonly terraform_version?: string;
  readonly serial: number;
  readonly lineage: string;
  readonly resources: readonly FileResource[];
}

export interface FileResource {
  readonly module?: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly name: string;
  readonly provider?: string;
  readonly instances: readonly FileInstance[];
}

export interface FileInstance {
  readonly index_key?: string | number;
  readonly deposed?: string;
  readonly attributes?: Readonly<Record<string, unknown>> | null;
  readonly sensitive_attributes?: ReadonlyArray<readonly PathStep[]> | null;
}

interface PathStep {
  readonly type: string;
  readonly value: unknown;
}

type Json = Readonly<Record<string, unknown>>;

const FORMAT_VERSION = 4;
const PULL = "the file that `terraform state pull` writes";

/**
 * The file's content, once its form is what it has to be. No message quotes the file: it may hold secrets.
 *
 * @param path only for errors
 * @throws FleetError `InvalidArgument`
 */
export function parseStateFile(text: string, path: string): StateFile {
  const file = parsed(text, path);
  assertFormat(file, path);
  const { serial, lineage, resources } = file;
  if (!Number.isInteger(serial) || typeof lineage !== "string" || !Array.isArray(resources)) {
    throw damaged(path, "no serial, lineage or list of resources");
  }
  for (const resource of resources) {
    assertResource(resource, path);
  }
  return file as unknown as StateFile;
}

function parsed(text: string, path: string): Json {
  const wrong = (why: string, cause?: unknown) =>
    new FleetError("InvalidArgument", `${path} is no Terraform state, for it is ${why}: give ${PULL}`, [], {
      cause,
    });
  if (text.trim() === "") {
    throw wrong("empty");
  }
  let file: unknown;
  try {
    // Windows' shells put a byte order mark before what they write.
    file = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (cause) {
    throw wrong(/^\uFEFF?\s*\{/.test(text) ? "not whole or no JSON" : "not JSON", cause);
  }
  if (!isObject(file)) {
    throw wrong("no JSON object");
  }
  return file;
}

function assertFormat(file: Json, path: string): void {
  if ("encryption_version" in file || "encrypted_data" in file) {
    throw new FleetError(
      "InvalidArgument",
      `${path} is encrypted: give what \`tofu state pull\` writes where its key is configured`,
    );
  }
  if (file.version === undefined) {
    const what = "format_version" in file ? "is what `terraform show -json` writes" : "has no format version";
    throw new FleetError("InvalidArgument", `${path} ${what}, and is no state: give ${PULL}`);
  }
  if (file.version !== FORMAT_VERSION) {
    throw new FleetError(
      "InvalidArgument",
      `${path} has format version ${JSON.stringify(file.version)}, and only ${FORMAT_VERSION} is understood: run \`terraform state pull\` with Terraform 0.12 or later`,
    );
  }
}

function assertResource(resource: unknown, path: string): void {
  const { mode, type, name, instances } = isObject(resource) ? resource : ({} as Json);
  if (typeof type !== "string" || typeof name !== "string" || (mode !== "managed" && mode !== "data")) {
    throw damaged(path, "a resource without type, name or mode");
  }
  if (!Array.isArray(instances) || !instances.every(isInstance)) {
    throw damaged(path, `${type}.${name} without readable instances`);
  }
}

function isInstance(instance: unknown): boolean {
  if (!isObject(instance)) {
    return false;
  }
  const { attributes, sensitive_attributes: sensitive } = instance;
  return (
    ((attributes ?? undefined) === undefined || isObject(attributes)) &&
    ((sensitive ?? undefined) === undefined || (Array.isArray(sensitive) && sensitive.every(Array.isArray)))
  );
}

function damaged(path: string, what: string): FleetError {
  return new FleetError("InvalidArgument", `${path} has ${what}: it is damaged, pull it again`);
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
