import type { NamedContext, Properties, ResourceType } from "./resource";
import { equivalent, isAssetOrArchive, isObject } from "./values";

export interface Change {
  /** Path of the changed input, e.g. `tags.Name` or `rules[0].status`. */
  readonly path: string;
  readonly kind: "add" | "delete" | "update";
  readonly replaces: boolean;
}

/** What changes from old to new inputs, by deep comparison, and which of it replaces the resource. */
export function changedInputs<Context extends NamedContext>(
  { replaceOn = [], update }: Pick<ResourceType<Context>, "replaceOn" | "update">,
  olds: Properties,
  news: Properties,
): Change[] {
  return changesAt("", olds, news).map(({ path, kind }) => {
    const input = path.split(/[.[]/, 1)[0] ?? path;
    return { path, kind, replaces: !update || replaceOn.includes(input) };
  });
}

function changesAt(path: string, old: unknown, now: unknown): Omit<Change, "replaces">[] {
  if (equivalent(old, now)) return [];
  if (old === undefined) return [{ path, kind: "add" }];
  if (now === undefined) return [{ path, kind: "delete" }];
  if (isPlainObject(old) && isPlainObject(now)) {
    const keys = new Set([...Object.keys(old), ...Object.keys(now)]);
    return [...keys].flatMap((key) => changesAt(joined(path, key), old[key], now[key]));
  }
  if (Array.isArray(old) && Array.isArray(now)) {
    const length = Math.max(old.length, now.length);
    return Array.from({ length }, (_, index) => index).flatMap((index) =>
      changesAt(`${path}[${index}]`, old[index], now[index]),
    );
  }
  return [{ path, kind: "update" }];
}

function isPlainObject(value: unknown): value is Properties {
  return isObject(value) && !isAssetOrArchive(value);
}

/** A key with characters that mean something in a property path is quoted, as the engine reads it. */
function joined(path: string, key: string): string {
  if (/^[A-Za-z0-9_$-]+$/.test(key)) return path ? `${path}.${key}` : key;
  return `${path}[${JSON.stringify(key)}]`;
}
