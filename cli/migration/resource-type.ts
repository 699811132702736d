/** Projects that what Terraform made may go to, in the order of their dependencies. */
export const MIGRATED_PROJECTS = ["base", "runtime"] as const;
export type MigratedProject = (typeof MIGRATED_PROJECTS)[number];

export type Attributes = Readonly<Record<string, unknown>>;

/** What becomes of one of Terraform's types. */
export interface ResourceType {
  /** Pulumi's type token. */
  readonly type: string;
  /** Where it belongs when no program has it. */
  readonly project: MigratedProject;
  /**
   * Inputs that together tell which of several it is, in Pulumi's names: the surest first. The next is only tried
   * when nothing more comes of those before it.
   */
  readonly identities: ReadonlyArray<readonly string[]>;
  /** Terraform's name of an input, where it is not Pulumi's in snake case. */
  readonly renamed: Readonly<Record<string, string>>;
  /** Inputs that are named at random where a program names none: what is there has the name that Terraform knows. */
  readonly autoNamed: readonly string[];
  /** What `pulumi import` wants as the id; undefined when the attributes do not say. */
  readonly importId: (attributes: Attributes) => string | undefined;
}

export type ResourceTypes = Readonly<Record<string, ResourceType>>;

interface Details {
  /** Attributes that the import id is made from. @default `id` */
  readonly importId?: ResourceType["importId"];
  readonly renamed?: Readonly<Record<string, string>>;
  /** @default none */
  readonly autoNamed?: readonly string[];
}

/** A type that belongs to `project` where no program has it. */
export function belongsTo(project: MigratedProject) {
  return (
    type: string,
    identities: ReadonlyArray<readonly string[]>,
    { importId = ({ id }) => text(id), renamed = {}, autoNamed = [] }: Details = {},
  ): ResourceType => ({ type, project, identities, importId, renamed, autoNamed });
}

/** An import id that joins attributes. */
export function joined(separator: string, ...names: readonly string[]): ResourceType["importId"] {
  return (attributes) => {
    const parts = names.map((name) => text(attributes[name]));
    return parts.includes(undefined) ? undefined : parts.join(separator);
  };
}

/** Terraform's name of Pulumi's input `name`. */
export function attributeName({ renamed }: Pick<ResourceType, "renamed">, name: string): string {
  return renamed[name] ?? name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
