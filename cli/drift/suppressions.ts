import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Environment } from "../../contracts/environment";
import { FleetError } from "../../contracts/errors";
import { compileSchema, schemaFindings } from "../../contracts/schema-findings";
import type { DriftedAttribute, DriftedResource } from "../engine/detect-drift";

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

/** Drift that a suppression covers: an attribute, or a deleted resource. */
export interface SuppressedDrift {
  readonly resource: Pick<DriftedResource, "urn" | "type" | "name" | "id" | "kind">;
  readonly attribute?: DriftedAttribute;
  readonly suppression: Suppression;
}

export interface SortedDrift {
  /** What no suppression covers. */
  readonly resources: readonly DriftedResource[];
  readonly suppressed: readonly SuppressedDrift[];
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

/** Beside the environment's Pulumi.<environment>.yaml. */
export function suppressionsPath(home: string, environment: Environment): string {
  return join(home, `drift-suppressions.${environment}.yaml`);
}

/**
 * The environment's suppressions; a file that is not there holds none.
 * @throws FleetError `InvalidConfiguration` with all that is wrong with the file
 */
export function readSuppressions(home: string, environment: Environment): readonly Suppression[] {
  const path = suppressionsPath(home, environment);
  if (!existsSync(path)) {
    return [];
  }
  let file: unknown;
  try {
    file = parse(readFileSync(path, "utf8"));
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

/** Whether the suppression's last day is over at `now`. */
export function isExpired({ expires }: Suppression, now: Date): boolean {
  return now.toISOString().slice(0, 10) > expires;
}

/** Takes out of `drift` what `suppressions` cover. A resource with nothing left is out as a whole. */
export function sortDrift(
  drift: readonly DriftedResource[],
  suppressions: readonly Suppression[],
): SortedDrift {
  const suppressed: SuppressedDrift[] = [];
  const resources = drift.flatMap((resource) => {
    const { urn, type, name, id, kind } = resource;
    const identity = { urn, type, name, ...(id ? { id } : {}), kind };
    const own = suppressions.filter((one) => matches(one.urn ?? "*", urn) && matches(one.type ?? "*", type));
    if (kind === "deleted") {
      const suppression = own.find(({ deleted }) => deleted);
      if (suppression) {
        suppressed.push({ resource: identity, suppression });
      }
      return suppression ? [] : [resource];
    }
    const attributes = resource.attributes.filter((attribute) => {
      const suppression = own.find(({ attribute: pattern }) => pattern && matches(pattern, attribute.path));
      if (suppression) {
        suppressed.push({ resource: identity, attribute, suppression });
      }
      return !suppression;
    });
    const security = attributes.some((attribute) => attribute.security);
    return attributes.length === 0 ? [] : [{ ...resource, attributes, security }];
  });
  return { resources, suppressed };
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

function matches(pattern: string, value: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "s").test(value);
}
