import type { NamedContext, Properties, ResourceType, Shape } from "./resource";
import { equivalent, isObject } from "./values";

type Tags = Readonly<Record<string, string>>;

/**
 * Inputs that would make a resource that was imported: whatever the type understands of what was read.
 */
export function importedInputs<Context extends NamedContext>(
  type: ResourceType<Context>,
  outputs: Properties,
  defaultTags: Tags,
): Properties {
  return { ...(picked(outputs, type.inputs) as Properties), ...tagsAsRead(type, outputs, {}, defaultTags) };
}

/**
 * Inputs that would make a resource as it now is. Only what the program gave is compared, so that a default of
 * the service is no drift; what means the same keeps the form that the program wrote.
 */
export function refreshedInputs<Context extends NamedContext>(
  type: ResourceType<Context>,
  outputs: Properties,
  old: Properties,
  defaultTags: Tags,
): Properties {
  return { ...(projected(outputs, old) as Properties), ...tagsAsRead(type, outputs, old, defaultTags) };
}

/** Outputs of a service, laid over what is known, in the form that it has there where they mean the same. */
export function outputsInForm(outputs: Properties, known: Properties): Properties {
  return { ...known, ...(inFormOf(outputs, known) as Properties) };
}

/** The program's own tags are those that no default explains. */
function tagsAsRead<Context extends NamedContext>(
  { tagged }: ResourceType<Context>,
  { tagsAll }: Properties,
  old: Properties,
  defaultTags: Tags,
): Properties {
  if (!tagged || !tagsAll) return {};
  const own = Object.entries(tagsAll).filter(
    ([key, value]) => key in (old.tags ?? {}) || defaultTags[key] !== value,
  );
  return {
    ...(own.length > 0 || old.tags ? { tags: Object.fromEntries(own) } : {}),
    ...(Object.keys(tagsAll).length > 0 || old.tagsAll ? { tagsAll } : {}),
  };
}

/** The part of a value as read that the old one has, so that what the service adds by default is left out. */
function projected(now: unknown, old: unknown): unknown {
  if (isObject(old) && isObject(now)) {
    const entries = Object.keys(old).filter((key) => now[key] !== undefined);
    return Object.fromEntries(entries.map((key) => [key, projected(now[key], old[key])]));
  }
  if (Array.isArray(old) && Array.isArray(now) && old.length === now.length && old.some(isObject)) {
    return now.map((item, index) => projected(item, old[index]));
  }
  return meansTheSame(now, old) ? old : now;
}

/** What the type understands of a value as read, without what is empty. */
function picked(value: unknown, shape: Shape): unknown {
  if (shape === "leaf" || shape === "map") return value;
  if (Array.isArray(value)) return value.map((item) => picked(item, shape));
  if (!isObject(value)) return value;
  const entries = Object.entries(shape)
    .map(([key, inner]) => [key, picked(value[key], inner)] as const)
    .filter(([, item]) => item != null && !isEmpty(item));
  return Object.fromEntries(entries);
}

function isEmpty(value: unknown): boolean {
  return (Array.isArray(value) && value.length === 0) || (isObject(value) && Object.keys(value).length === 0);
}

function inFormOf(now: unknown, known: unknown): unknown {
  if (meansTheSame(now, known)) return known;
  if (isObject(now) && isObject(known)) {
    return Object.fromEntries(Object.entries(now).map(([key, value]) => [key, inFormOf(value, known[key])]));
  }
  if (Array.isArray(now) && Array.isArray(known) && now.length === known.length) {
    return now.map((item, index) => inFormOf(item, known[index]));
  }
  return now;
}

/** Services answer sets (of subnets, of actions) in any order, and numbers and booleans where text was given. */
function meansTheSame(now: unknown, known: unknown): boolean {
  if (equivalent(now, known)) return true;
  if (Array.isArray(now) && Array.isArray(known)) return equivalent([...now].sort(), [...known].sort());
  return isScalar(now) && isScalar(known) && String(now) === String(known);
}

function isScalar(value: unknown): boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}
