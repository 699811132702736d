import type { Properties } from "../resource";
import { equivalent } from "../values";

/** An input that a service keeps as an attribute, a pair of strings (SQS, SNS). */
export interface Attribute {
  readonly input: string;
  readonly attribute: string;
  readonly kind: "text" | "number" | "boolean" | "document";
  /** The service's own default, set when the input is removed. Without one the attribute then stays as it is. */
  readonly default?: string;
}

/** Attributes for the inputs that are given. */
export function attributesOf(all: readonly Attribute[], inputs: Properties): Record<string, string> {
  const given = all.filter(({ input }) => inputs[input] !== undefined);
  return Object.fromEntries(given.map(({ input, attribute }) => [attribute, textOf(inputs[input])]));
}

/** Attributes that an update must set: what changed, and the default of what is no longer given. */
export function changedAttributes(
  all: readonly Attribute[],
  news: Properties,
  olds: Properties,
): Record<string, string> {
  return Object.fromEntries(
    all.flatMap(({ input, attribute, default: unset }) => {
      if (equivalent(news[input], olds[input])) return [];
      const text = news[input] === undefined ? unset : textOf(news[input]);
      return text === undefined || text === textOf(olds[input] ?? "") ? [] : [[attribute, text]];
    }),
  );
}

/** Output properties for the attributes that a service answers; an empty one is unset. */
export function propertiesOf(
  all: readonly Attribute[],
  attributes: Readonly<Record<string, string | undefined>>,
): Properties {
  return Object.fromEntries(
    all.flatMap(({ input, attribute, kind }) => {
      const text = attributes[attribute];
      return text ? [[input, parsed(kind, text)]] : [];
    }),
  );
}

/** A JSON document that a program gave as text or as an object. */
export function documentText(document: unknown): string {
  return typeof document === "string" ? document : JSON.stringify(document);
}

function textOf(value: unknown): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function parsed(kind: Attribute["kind"], text: string): unknown {
  if (kind === "number") return Number(text);
  if (kind === "boolean") return text === "true";
  return text;
}
