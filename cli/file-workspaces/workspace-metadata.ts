import { ENVIRONMENTS, type Environment } from "../../contracts/environment";

/** What a metadata file says of its workspace. */
export interface WorkspaceMetadata {
  readonly name: string;
  readonly environment: Environment;
  readonly owner: string;
  readonly status?: string;
  readonly description?: string;
  readonly tags: Readonly<Record<string, string>>;
  /** ISO 8601 in UTC, as all times. */
  readonly created: string;
  readonly updated: string;
  readonly expires?: string;
}

/** Metadata, or everything that is wrong with it. */
export type MetadataReading =
  | { readonly metadata: WorkspaceMetadata; readonly ignored: readonly string[] }
  | { readonly findings: readonly string[] };

/** Names that a field may have: files were written by several versions. */
const SPELLINGS = {
  id: ["id", "uuid", "workspace_id", "workspaceId"],
  name: ["name"],
  environment: ["environment", "env"],
  owner: ["owner", "created_by", "createdBy"],
  template: ["template", "template_name", "templateName"],
  status: ["status", "state"],
  description: ["description"],
  tags: ["tags"],
  created: ["created_at", "createdAt", "created"],
  updated: ["updated_at", "updatedAt", "updated"],
  expires: ["expires_at", "expiresAt", "expires"],
} as const;
type Field = keyof typeof SPELLINGS;

/** Environments by what they were called. */
const ALIASES: Readonly<Record<string, Environment>> = {
  development: "dev",
  stage: "staging",
  production: "prod",
};

/** What DynamoDB and a URL take without trouble, and a person reads. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** Reads `metadata/<id>.json`. */
export function parseMetadata(text: string, id: string): MetadataReading {
  let file: Readonly<Record<string, unknown>>;
  try {
    file = JSON.parse(text);
  } catch {
    return { findings: ["its metadata is not JSON"] };
  }
  if (typeof file !== "object" || file === null || Array.isArray(file)) {
    return { findings: ["its metadata is no JSON object"] };
  }
  const reader = new FieldReader(file);
  const ownId = reader.text("id") ?? id;
  if (ownId !== id) {
    reader.findings.push(`its metadata is of ${ownId}`);
  }
  const name = reader.required("name", NAME, "at most 100 letters, digits and . _ -");
  const environment = reader.environment();
  const owner = reader.required("owner", /^\S.{0,127}$/, "who answers for it, at most 128 characters");
  const created = reader.time("created");
  const updated = reader.time("updated");
  const expires = reader.time("expires");
  if (reader.isMissing("created")) {
    reader.findings.push("its metadata has no created_at");
  }
  if (reader.findings.length > 0 || !name || !environment || !owner || !created) {
    return { findings: reader.findings };
  }
  const template = reader.text("template");
  return {
    metadata: {
      name,
      environment,
      owner,
      status: reader.text("status"),
      description: reader.text("description"),
      tags: { ...reader.tags(), ...(template !== undefined && { Template: template }) },
      created,
      updated: updated ?? created,
      expires,
    },
    ignored: reader.ignored(),
  };
}

class FieldReader {
  readonly findings: string[] = [];
  readonly #file: Readonly<Record<string, unknown>>;

  constructor(file: Readonly<Record<string, unknown>>) {
    this.#file = file;
  }

  isMissing(field: Field): boolean {
    return this.#value(field) === undefined;
  }

  text(field: Field): string | undefined {
    const value = this.#value(field);
    return typeof value === "string" && value !== "" ? value : undefined;
  }

  required(field: Field, pattern: RegExp, allowed: string): string | undefined {
    const value = this.#value(field);
    if (typeof value === "string" && pattern.test(value)) {
      return value;
    }
    this.findings.push(
      value === undefined
        ? `its metadata has no ${field}`
        : `its ${field} is ${JSON.stringify(value)}: use ${allowed}`,
    );
    return undefined;
  }

  environment(): Environment | undefined {
    const value = this.text("environment");
    const environment = ENVIRONMENTS.find((known) => known === value) ?? ALIASES[value ?? ""];
    if (!environment) {
      this.findings.push(
        value === undefined
          ? "its metadata has no environment"
          : `its environment is ${JSON.stringify(value)}: use ${ENVIRONMENTS.join(", ")}`,
      );
    }
    return environment;
  }

  time(field: Field): string | undefined {
    const value = this.text(field);
    const time = Date.parse(value ?? "");
    if (value !== undefined && Number.isNaN(time)) {
      this.findings.push(`its ${field} is ${JSON.stringify(value)}: use a time in ISO 8601`);
    }
    return Number.isNaN(time) ? undefined : new Date(time).toISOString();
  }

  /** A list has tags without values, or `key=value`. */
  tags(): Readonly<Record<string, string>> {
    const value = this.#value("tags");
    const entries = Array.isArray(value)
      ? value.map((tag) => String(tag).split(/=(.*)/s).slice(0, 2))
      : Object.entries(value ?? {});
    return Object.fromEntries(entries.map(([key, text]) => [String(key), String(text ?? "")]));
  }

  ignored(): readonly string[] {
    const known = new Set<string>(Object.values(SPELLINGS).flat());
    return Object.keys(this.#file).filter((key) => !known.has(key));
  }

  #value(field: Field): unknown {
    const key = SPELLINGS[field].find((spelling) => this.#file[spelling] !== undefined);
    return key === undefined ? undefined : this.#file[key];
  }
}
