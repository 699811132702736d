import { parse } from "yaml";
import { FleetError } from "./errors";
import { compileSchema, schemaFindings } from "./schema-findings";

/** Drift that somebody has decided to live with, for a time. In patterns, `*` stands for any text. */
export interface Suppression {
  /** Pattern of the resources' URNs; either it or `type` is given. */
  readonly urn?: string;
  /** Pattern of the resources' types. */
  readonly type?: string;
  /** Pattern of the attributes' paths; either it or `deleted` is given. */
  readonly attribute?: string;
  /** That the resource is gone. */
  readonly deleted?: true;
  readonly reason: string;
  /** The last day, `YYYY-MM-DD`, in UTC. */
  readonly expires: string;
}

const text = (description: string) => ({ type: "string", minLength: 1, description });

const validate = compileSchema({
  type: "object",
  description: "a list under the key `suppressions`",
  additionalProperties: false,
  required: ["suppressions"],
  properties: {
    suppressions: {
      type: "array",
      description: "a list of suppressions",
      items: {
        type: "object",
        description: "an object with urn or type, attribute or deleted, reason and expires",
        additionalProperties: false,
        required: ["reason", "expires"],
        properties: {
          urn: text("a pattern of URNs"),
          type: text("a pattern of types, for instance aws:dynamodb/table:Table"),
          attribute: text("a pattern of paths, for instance tags.*"),
          deleted: { const: true, description: "true, or leave it out" },
          reason: { ...text("a sentence that says why, 10 characters or more"), minLength: 10 },
          expires: {
            type: "string",
            pattern: "^\\d{4}-\\d\\d-\\d\\d$",
            description: "the last day that it holds, for instance 2026-12-31",
          },
        },
      },
    },
  },
});

/**
 * The suppressions in the text of the file at `path`.
 * @throws FleetError `InvalidConfiguration` with all that is wrong with it
 */
export function parseSuppressions(text: string, path: string): readonly Suppression[] {
  let file: unknown;
  try {
    file = parse(text);
  } catch (error) {
    throw new FleetError("InvalidConfiguration", `${path} is no YAML: ${(error as Error).message}`, [], {
      cause: error,
    });
  }
  const findings = findingsOf(file);
  if (findings.length > 0) {
    throw new FleetError(
      "InvalidConfiguration",
      `${path} cannot be used: nothing was compared, because what it means to suppress is not known`,
      findings,
    );
  }
  return (file as { readonly suppressions: readonly Suppression[] }).suppressions;
}

function findingsOf(file: unknown): readonly string[] {
  if (typeof file !== "object" || file === null || Array.isArray(file)) {
    return ["it is no object; use a list under the key `suppressions`"];
  }
  const findings = schemaFindings(validate, file);
  if (findings.length > 0) {
    return findings;
  }
  return (file as { readonly suppressions: readonly Suppression[] }).suppressions.flatMap((one, index) => {
    const at = `suppressions[${index}]`;
    return [
      ...((one.urn === undefined) === (one.type === undefined)
        ? [`${at} must have either urn or type: one of them says which resources`]
        : []),
      ...((one.attribute === undefined) === (one.deleted === undefined)
        ? [`${at} must have either attribute or deleted: one of them says what about the resources`]
        : []),
      ...(isDay(one.expires) ? [] : [`${at}.expires is "${one.expires}", which is no day of the calendar`]),
    ];
  });
}

function isDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}
