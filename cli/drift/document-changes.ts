import { isDeepStrictEqual } from "node:util";
import { propertyPath } from "./property-path";

/** One place where two values differ; undefined stands for nothing there. */
export interface ValueChange {
  readonly path: string;
  readonly deployed: unknown;
  readonly found: unknown;
}

type Document = Readonly<Record<string, unknown>>;

/** What names an element of a list in policies, lifecycle rules, container definitions and state machines. */
const IDENTITIES = ["Sid", "id", "Id", "ID", "name", "Name"];

/**
 * Where two values differ. JSON documents that are kept as text (policies, definitions) are compared as what they
 * say: the order of lists of plain values means nothing there, and neither does a list around a single one.
 */
export function changesBetween(path: string, deployed: unknown, found: unknown): readonly ValueChange[] {
  const [before, after] = [documentOf(deployed), documentOf(found)];
  const changes = before && after ? documentChanges(path, before, after) : [];
  // Providers do not report equal documents, but what they mean by equal is theirs to know.
  return changes.length > 0 ? changes : [{ path, deployed, found }];
}

function documentChanges(path: string, deployed: unknown, found: unknown): readonly ValueChange[] {
  if (sameMeaning(deployed, found)) {
    return [];
  }
  if (isDocument(deployed) && isDocument(found)) {
    const keys = new Set([...Object.keys(deployed), ...Object.keys(found)]);
    return [...keys].flatMap((key) => documentChanges(propertyPath(path, key), deployed[key], found[key]));
  }
  if (isDocumentList(deployed) && isDocumentList(found)) {
    return listChanges(path, deployed, found);
  }
  return [{ path, deployed, found }];
}

/** Elements are matched by what names them, or else by their place once equal ones are left out. */
function listChanges(
  path: string,
  deployed: readonly Document[],
  found: readonly Document[],
): readonly ValueChange[] {
  const identity = IDENTITIES.find((key) => identifies(key, deployed) && identifies(key, found));
  if (identity !== undefined) {
    const byName = (list: readonly Document[]) => new Map(list.map((item) => [String(item[identity]), item]));
    const [before, after] = [byName(deployed), byName(found)];
    return [...new Set([...before.keys(), ...after.keys()])].flatMap((name) =>
      documentChanges(`${path}[${JSON.stringify(name)}]`, before.get(name), after.get(name)),
    );
  }
  const without = (list: readonly Document[], others: readonly Document[]) =>
    new Map([...list.entries()].filter(([, item]) => !others.some((other) => sameMeaning(item, other))));
  const [removed, added] = [without(deployed, found), without(found, deployed)];
  return [...new Set([...removed.keys(), ...added.keys()])].flatMap((index) =>
    documentChanges(propertyPath(path, index), removed.get(index), added.get(index)),
  );
}

function identifies(key: string, list: readonly Document[]): boolean {
  const names = list.map((item) => item[key]);
  return names.every((name) => typeof name === "string") && new Set(names).size === names.length;
}

function sameMeaning(left: unknown, right: unknown): boolean {
  return isDeepStrictEqual(meaning(left), meaning(right));
}

function meaning(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(meaning);
    if (items.length === 1 && !isDocument(items[0])) {
      return items[0];
    }
    return items.every((item) => typeof item === "string") ? items.toSorted() : items;
  }
  return isDocument(value)
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, meaning(item)]))
    : value;
}

/** The JSON document that `value` is the text of; undefined when it is none. */
export function documentOf(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[{[]/.test(value)) {
    return undefined;
  }
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

function isDocument(value: unknown): value is Document {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isDocumentList(value: unknown): value is readonly Document[] {
  return Array.isArray(value) && value.every(isDocument);
}
