import Ajv, { type ErrorObject, type ValidateFunction } from "ajv";
import { shown } from "./findings";

/** A JSON Schema in which every property's `description` completes the sentence "use …". */
export type DescribedSchema = Readonly<Record<string, unknown>>;

// verbose: an error carries the value and the schema's description
const ajv = new Ajv({ allErrors: true, verbose: true, ownProperties: true });

/** Compiles `schema`; compile once, at module level. */
export function compileSchema(schema: DescribedSchema): ValidateFunction {
  return ajv.compile(schema);
}

/** `/spec/ports/2` → `spec.ports[2]`. */
function fieldName(instancePath: string): string {
  return instancePath
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce((name, part) => (/^\d+$/.test(part) ? `${name}[${part}]` : `${name}.${part}`), "")
    .replace(/^\./, "");
}

function child(field: string, property: string): string {
  const shownProperty = /^[\w-]{1,60}$/.test(property) ? property : shown(property);
  return field ? `${field}.${shownProperty}` : shownProperty;
}

function propertiesOf(error: ErrorObject): Readonly<Record<string, { readonly description?: string }>> {
  return error.parentSchema?.properties ?? {};
}

function finding(error: ErrorObject): string {
  const field = fieldName(error.instancePath);
  if (error.keyword === "required") {
    const missing: string = error.params.missingProperty;
    return `${child(field, missing)} is missing; use ${propertiesOf(error)[missing]?.description}`;
  }
  if (error.keyword === "additionalProperties") {
    const allowed = Object.keys(propertiesOf(error)).join(", ");
    return `${child(field, error.params.additionalProperty)} is unknown; allowed are ${allowed}`;
  }
  return `${field || "the request"} is ${shown(error.data)}; use ${error.parentSchema?.description}`;
}

/** What is wrong with `value`, one line a fault: the field, its value and the rule in plain words. */
export function schemaFindings(validate: ValidateFunction, value: unknown): string[] {
  return validate(value) ? [] : (validate.errors ?? []).map(finding);
}
