import type { Suppression } from "../../../contracts/drift-suppressions";
import type { EnvironmentDrift } from "../../drift/environment-drift";
import type { ReportedResource, StackDrift } from "../../drift/stack-drift";
import type { DriftedAttribute } from "../../engine/detect-drift";
import { countOf } from "../../output/count";
import type { Output } from "../../output/output";

/** Characters of one value that are shown; `--json` has all. */
const SHOWN_LENGTH = 160;

export function showStackDrift(
  output: Output,
  { project, stack, resources, suppressed, lockedBy }: StackDrift,
): void {
  const also = suppressed.length === 0 ? "" : `, ${suppressed.length} suppressed`;
  output.line(
    resources.length === 0
      ? `${project} ${stack}: as deployed${also}`
      : `${project} ${stack}: ${countOf(resources.length, "resource")} not as deployed${also}`,
  );
  for (const lock of lockedBy) {
    output.line(`warning: ${lock}: what is done there may show as drift`);
  }
  for (const resource of resources) {
    showResource(output, resource);
  }
  for (const { resource, attribute, suppression } of suppressed) {
    const what = attribute ? describeChange(attribute) : resource.kind;
    output.line(
      `    ${resource.name}  ${what}; suppressed until ${suppression.expires}: ${suppression.reason}`,
    );
  }
}

export function showSuppressions(
  output: Output,
  { expired, unused }: EnvironmentDrift["suppressions"],
): void {
  for (const suppression of expired) {
    output.line(
      `warning: suppression of ${describeSuppression(suppression)} has expired on ${suppression.expires}`,
    );
  }
  for (const suppression of unused) {
    output.line(
      `warning: suppression of ${describeSuppression(suppression)} covers nothing: remove it (${suppression.reason})`,
    );
  }
}

function showResource(output: Output, resource: ReportedResource): void {
  const { type, name, id, kind, security, attributes, changedBy } = resource;
  output.line(`  ${mark(output, security)} ${type}  ${name}${id ? `  ${id}` : ""}  ${kind}`);
  for (const attribute of attributes) {
    output.line(`    ${mark(output, attribute.security)} ${describeChange(attribute)}`);
  }
  for (const { who, event, time, from } of changedBy) {
    output.line(`      ${event} by ${who}${from ? ` from ${from}` : ""} at ${time}`);
  }
}

function mark(output: Output, security: boolean): string {
  return security ? output.color.red("!") : " ";
}

function describeChange({ path, deployed, found, replaces, managed }: DriftedAttribute): string {
  const notes = [
    ...(replaces ? ["brought back by a replacement"] : []),
    ...(managed ? [] : ["not in the program: remove it by hand"]),
  ];
  const note = notes.length === 0 ? "" : ` (${notes.join(", ")})`;
  return `${path}: ${shownValue(deployed)} → ${shownValue(found)}${note}`;
}

function shownValue(value: unknown): string {
  if (value === undefined) {
    return "nothing";
  }
  const text = JSON.stringify(value);
  return text.length <= SHOWN_LENGTH ? text : `${text.slice(0, SHOWN_LENGTH)}…`;
}

function describeSuppression({ urn, type, attribute }: Suppression): string {
  return `${attribute ?? "the deletion"} of ${urn ?? type}`;
}
