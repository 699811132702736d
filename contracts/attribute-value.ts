import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { shown } from "./findings";

/** A DynamoDB item as the SDK or a stream record gives it. */
export type Item = Readonly<Record<string, AttributeValue>>;

/** What an item says, and what of it could not be read. */
export interface PlainItem {
  readonly value: Readonly<Record<string, unknown>>;
  readonly findings: readonly string[];
}

/**
 * Reads an item that anybody may have written. Unlike the SDK's `unmarshall`, a map with a key `__proto__`
 * cannot replace a prototype, and a type without a plain counterpart is a finding in place of an error.
 */
export function plainItem(item: Item): PlainItem {
  const findings: string[] = [];
  return { value: plainMap(item, "", findings), findings };
}

function plainMap(map: Item, path: string, findings: string[]): Record<string, unknown> {
  const plain: Record<string, unknown> = {};
  for (const [key, attribute] of Object.entries(map)) {
    const field = path ? `${path}.${key}` : key;
    if (key === "__proto__") {
      findings.push(`${shown(field)} is not allowed; use another name`);
    } else {
      plain[key] = plainValue(attribute, field, findings);
    }
  }
  return plain;
}

function plainValue(attribute: AttributeValue, field: string, findings: string[]): unknown {
  if (attribute.S !== undefined) {
    return attribute.S;
  }
  if (attribute.N !== undefined) {
    return Number(attribute.N);
  }
  if (attribute.BOOL !== undefined) {
    return attribute.BOOL;
  }
  if (attribute.NULL !== undefined) {
    return null;
  }
  if (attribute.L !== undefined) {
    return attribute.L.map((element, index) => plainValue(element, `${field}[${index}]`, findings));
  }
  if (attribute.M !== undefined) {
    return plainMap(attribute.M, field, findings);
  }
  const type = Object.keys(attribute)[0];
  findings.push(`${field} has the DynamoDB type ${type}; use S, N, BOOL, L or M`);
  return undefined;
}
