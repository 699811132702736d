import { type Key, optionalText, requiredText, tagMap, text } from "./configuration-key";
import { type Environment, parseEnvironment } from "./environment";
import { FleetError } from "./errors";
import { nearest } from "./nearest";

/** Used where no region is configured. */
export const DEFAULT_REGION = "eu-west-1";

/** What AWS allows in every service's tag values, without a space at the ends. */
const TAG_VALUE = /^[A-Za-z0-9+=._:/@-]([A-Za-z0-9 +=._:/@-]{0,126}[A-Za-z0-9+=._:/@-])?$/;

/** A number would lose its leading zeros on the way through YAML. */
const ACCOUNT_ID = { pattern: /^\d{12}$/, allowed: "an account's 12 digits, in quotes" };

/** Key of the account that an environment is in. */
export const ACCOUNT_ID_KEY = "fleet:accountId";

/** What every program of an environment reads, by full key. */
const SHARED_KEYS = {
  "aws:region": text(
    { pattern: /^[a-z]{2}(-[a-z]+)+-\d$/, allowed: "a region, for example eu-west-1" },
    { description: "where everything of the environment is", default: DEFAULT_REGION },
  ),
  [ACCOUNT_ID_KEY]: optionalText(ACCOUNT_ID, {
    description: "AWS account of the environment; programs and commands refuse to work in another one",
  }),
  "fleet:owner": requiredText(
    { pattern: TAG_VALUE, allowed: "a team's name of at most 128 letters, digits and + = . _ : / @ -" },
    { description: "team that answers for the resources; tag Owner" },
  ),
  "fleet:costCenter": requiredText(
    { pattern: TAG_VALUE, allowed: "a cost center of at most 128 letters, digits and + = . _ : / @ -" },
    { description: "who pays; tag CostCenter" },
  ),
  "fleet:tags": tagMap({ description: "further tags of every resource of the environment" }),
} as const;

/** What every program reads in its own namespace. */
const SCOPE_KEYS = {
  tags: tagMap({
    description: "further tags of this project's resources; they win over those of fleet:tags",
  }),
} as const;

export interface FleetSettings {
  readonly environment: Environment;
  readonly region: string;
  /** The only account that may be worked in; undefined: that of the credentials, whichever it is. */
  readonly accountId?: string;
  readonly owner: string;
  readonly costCenter: string;
  /** Further tags: the environment's, and over them the project's own. */
  readonly tags: Readonly<Record<string, string>>;
  /** Of these, the environment's alone. */
  readonly environmentTags: Readonly<Record<string, string>>;
}

/** Namespaces of Pulumi itself and of the providers; their keys are theirs to check. */
const FOREIGN_NAMESPACES = ["aws", "awsx", "command", "pulumi"];
/** The namespaces of an environment's file that are ours. */
const OWN_NAMESPACES = ["fleet", "state", "base", "runtime"];

/** All of a stack's configuration by full key (`base:zoneCount`), as `pulumi.runtime.allConfig()` gives it. */
export type Texts = Readonly<Record<string, string>>;

export type Keys = Readonly<Record<string, Key<unknown>>>;

export type Values<Of extends Keys> = {
  readonly [Name in keyof Of]: Of[Name] extends Key<infer Value> ? Value : never;
};

/** The configuration of one project, in a namespace of its own. */
export interface Configuration<Of extends Keys = Keys> {
  /** Without the colon. */
  readonly namespace: string;
  readonly keys: Of;
  /** Called when every single key is right: what several keys together must fulfil. Throws a FleetError. */
  check?(values: FleetSettings & Values<Of>): void;
}

/** Lets TypeScript find the keys' names and types. */
export function configuration<const Of extends Keys>(of: Configuration<Of>): Configuration<Of> {
  return of;
}

/** What a program gets of its configuration. */
export type ConfigOf<Of> = Of extends Configuration<infer Names> ? FleetSettings & Values<Names> : never;

/** Every key that the project reads, by its full name. */
export function keysOf({ namespace, keys }: Configuration): Readonly<Record<string, Key<unknown>>> {
  const own = Object.entries({ ...SCOPE_KEYS, ...keys }).map(
    ([name, key]) => [`${namespace}:${name}`, key] as const,
  );
  return { ...SHARED_KEYS, ...Object.fromEntries(own) };
}

/**
 * The configuration of a stack. Every error names the key, the value, what is allowed, and how to set it.
 *
 * @param stack name of the stack, which is the environment's
 * @throws FleetError `InvalidEnvironment`, `InvalidConfiguration` for the first finding, with the others as details
 */
export function readConfiguration<Of extends Keys>(
  of: Configuration<Of>,
  stack: string,
  texts: Texts,
): FleetSettings & Values<Of> {
  const environment = parseEnvironment(stack);
  const keys = keysOf(of as Configuration);
  const [finding, ...others] = [...valueFindings(keys, texts), ...unknownKeys(of.namespace, keys, texts)];
  if (finding !== undefined) {
    throw new FleetError("InvalidConfiguration", finding, others);
  }
  const values: Record<string, unknown> = { environment };
  for (const [name, key] of Object.entries(keys)) {
    const given = texts[name];
    values[name.slice(name.indexOf(":") + 1)] =
      given === undefined ? key.default?.(environment) : key.parse(given);
  }
  const [environmentTags, projectTags] = ["fleet", of.namespace].map(
    (space) => keys[`${space}:tags`]?.parse(texts[`${space}:tags`] ?? "{}") as FleetSettings["tags"],
  );
  values.tags = { ...environmentTags, ...projectTags };
  values.environmentTags = environmentTags;
  const config = values as FleetSettings & Values<Of>;
  of.check?.(config);
  return config;
}

function valueFindings(keys: Keys, texts: Texts): string[] {
  return Object.entries(keys).flatMap(([name, { allowed, default: fallback, parse }]) => {
    const given = texts[name];
    if (given === undefined ? fallback !== undefined : parse(given) !== undefined) {
      return [];
    }
    const found = given === undefined ? "not set" : JSON.stringify(given);
    return [`${name} is ${found}: use ${allowed}; set ${name} in Pulumi.<stack>.yaml`];
  });
}

/** A key that nobody reads: a typing error would go unnoticed. */
function unknownKeys(namespace: string, keys: Keys, texts: Texts): string[] {
  const known = Object.keys(keys);
  return Object.keys(texts).flatMap((name) => {
    const [space = ""] = name.split(":");
    if (name in keys || FOREIGN_NAMESPACES.includes(space)) {
      return [];
    }
    const meant = nearest(name, known);
    if (space === namespace || space === "fleet") {
      const own = known.filter((key) => key.startsWith(`${space}:`)).sort();
      const advice = meant === undefined ? `use ${own.join(", ")}` : `did you mean ${meant}? Rename it`;
      return [`${name} is no key of this project: ${advice}, or remove it from Pulumi.<stack>.yaml`];
    }
    if (OWN_NAMESPACES.includes(space)) {
      return [];
    }
    const advice =
      meant === undefined ? `use one of ${OWN_NAMESPACES.join(", ")}` : `did you mean ${meant}? Rename it`;
    return [`${name} is in a namespace that nobody reads: ${advice}, or remove it from Pulumi.<stack>.yaml`];
  });
}
