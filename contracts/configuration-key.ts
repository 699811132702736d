import type { Environment } from "./environment";
import { tagFindings } from "./tag-rules";
import { RESERVED_TAG_KEYS } from "./tags";

/** What one key of Pulumi.<stack>.yaml is: programs read it by this, and commands explain it from this. */
export interface Key<Value> {
  /** What it decides, in one line. */
  readonly description: string;
  /** What a number counts. */
  readonly unit?: string;
  /** Completes "use …". */
  readonly allowed: string;
  /** The value where none is set; a key without a default must be set. */
  readonly default?: (environment: Environment) => Value;
  /** The value that a text means; undefined when it is not allowed. */
  readonly parse: (text: string) => Value | undefined;
}

/** AWS allows 50 tags a resource; the rest is for ours and, on hosts, for the requester's. */
const MAX_OWN_TAGS = 20;

interface Description {
  readonly description: string;
  readonly unit?: string;
}

interface WithDefault<Value> extends Description {
  /** For all environments, or by environment. */
  readonly default: Value | ((environment: Environment) => Value);
}

interface Range {
  readonly min: number;
  readonly max: number;
}

/** The form of a text; `allowed` says what `pattern` means. */
export interface Form {
  readonly pattern: RegExp;
  readonly allowed: string;
}

export const EMAIL: Form = { pattern: /^[^\s@]+@[^\s@]+\.[^\s@]+$/, allowed: "an e-mail address" };

function key<Value>(
  about: Description | WithDefault<Value>,
  allowed: string,
  parse: (text: string) => Value | undefined,
): Key<Value> {
  const { description, unit } = about;
  if (!("default" in about)) {
    return { description, unit, allowed, parse };
  }
  const given = about.default;
  const fallback = typeof given === "function" ? (given as (environment: Environment) => Value) : () => given;
  return { description, unit, allowed, parse, default: fallback };
}

export function requiredText(form: Form, about: Description): Key<string> {
  return key(about, form.allowed, textOf(form));
}

export function text(form: Form, about: WithDefault<string>): Key<string> {
  return key(about, form.allowed, textOf(form));
}

/** A text that may be missing. */
export function optionalText(form: Form, about: Description): Key<string | undefined> {
  return key<string | undefined>({ ...about, default: undefined }, form.allowed, textOf(form));
}

export function oneOf<const Choices extends readonly string[]>(
  choices: Choices,
  about: WithDefault<Choices[number]>,
): Key<Choices[number]> {
  return key(about, `one of ${choices.join(", ")}`, (text) => choices.find((choice) => choice === text));
}

export function flag(about: WithDefault<boolean>): Key<boolean> {
  return key(about, "one of true, false", (text) =>
    text === "true" || text === "false" ? text === "true" : undefined,
  );
}

export function wholeNumber<Missing = never>(
  range: Range,
  about: WithDefault<number | Missing>,
): Key<number | Missing> {
  return key(about, `a whole number from ${range.min} to ${range.max}`, (text) => {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    return number >= range.min && number <= range.max ? number : undefined;
  });
}

/** A whole number that may be missing. */
export function optionalWholeNumber(range: Range, about: Description): Key<number | undefined> {
  return wholeNumber<undefined>(range, { ...about, default: undefined });
}

export function oneNumberOf(values: readonly number[], about: WithDefault<number>): Key<number> {
  return key(about, `one of ${values.join(", ")}`, (text) => values.find((value) => String(value) === text));
}

/** A list of different texts. */
export function textList(form: Form, about: WithDefault<readonly string[]>): Key<readonly string[]> {
  return key(about, `a list of different values, each ${form.allowed}`, (text) => {
    const list = parseList(text);
    return list?.every((item) => form.pattern.test(item)) ? list : undefined;
  });
}

export function listOf<const Choices extends readonly string[]>(
  choices: Choices,
  about: WithDefault<readonly Choices[number][]>,
): Key<readonly Choices[number][]> {
  return key(about, `a list of different values, each one of ${choices.join(", ")}`, (text) => {
    const list = parseList(text);
    return list?.every((item) => choices.includes(item)) ? list : undefined;
  });
}

/** Tags of resources by key; those that the fleet sets itself are not allowed. */
export function tagMap(about: Description): Key<Readonly<Record<string, string>>> {
  return key(
    { ...about, default: {} },
    `a map of at most ${MAX_OWN_TAGS} tags, texts in quotes, without ${RESERVED_TAG_KEYS.join(", ")}`,
    (text) => {
      const value = parseJson(text);
      return isTagMap(value) ? value : undefined;
    },
  );
}

function isTagMap(value: unknown): value is Readonly<Record<string, string>> {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.keys(value).length <= MAX_OWN_TAGS &&
    tagFindings(value as Readonly<Record<string, unknown>>).length === 0
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function textOf({ pattern }: Form): (text: string) => string | undefined {
  return (text) => (pattern.test(text) ? text : undefined);
}

/** JSON, as Pulumi gives a list in Pulumi.<stack>.yaml; undefined when it is no list of different texts. */
function parseList(text: string): string[] | undefined {
  const value = parseJson(text);
  const list = Array.isArray(value) && value.every((item) => typeof item === "string") ? value : undefined;
  return list && new Set(list).size === list.length ? list : undefined;
}
