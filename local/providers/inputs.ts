import type { NamedContext, Properties, ResourceType } from "./resource";
import { type Failure, missingInputs, unknownInputs } from "./shape";
import { containsUnknown, isUnknown, nameSuffix, UNKNOWN } from "./values";

/** What `check` makes of a program's inputs. */
export interface Checked {
  readonly inputs: Properties;
  readonly failures: readonly Failure[];
}

export interface CheckRequest {
  /** Logical name of the resource. */
  readonly name: string;
  readonly news: Properties;
  readonly olds: Properties;
  /** The engine's seed for the automatic name, the same at each retry. */
  readonly seed: Uint8Array;
  readonly defaultTags: Readonly<Record<string, string>>;
  /** File of the stand-in, for error messages. */
  readonly file: string;
}

/** Refuses what the type does not understand, and adds the automatic name and the merged tags. */
export function checkInputs<Context extends NamedContext>(
  type: ResourceType<Context>,
  request: CheckRequest,
): Checked {
  const shapes = type.tagged ? { ...type.inputs, tags: "map" as const } : type.inputs;
  const failures = [
    ...unknownInputs(request.news, shapes, request.file),
    ...missingInputs(request.news, type.required ?? []),
  ];
  return {
    failures,
    inputs: { ...request.news, ...automaticName(type, request), ...mergedTags(type, request) },
  };
}

/** Whether the stand-in (and not the program) chose this physical name. */
export function isAutomaticName(name: unknown, logicalName: string): boolean {
  if (typeof name !== "string" || !name.startsWith(`${logicalName}-`)) return false;
  return /^[0-9a-f]{7}$/.test(name.slice(logicalName.length + 1));
}

function automaticName<Context extends NamedContext>(
  { autoName }: ResourceType<Context>,
  { name, news, olds, seed }: CheckRequest,
): Properties {
  if (!autoName || news[autoName] != null) return {};
  const old = olds[autoName];
  return { [autoName]: isAutomaticName(old, name) ? old : `${name}-${nameSuffix(seed)}` };
}

function mergedTags<Context extends NamedContext>(
  { tagged }: ResourceType<Context>,
  { news, defaultTags }: CheckRequest,
): Properties {
  if (!tagged) return {};
  if (isUnknown(news.tags)) return { tagsAll: UNKNOWN };
  const tagsAll = { ...defaultTags, ...(news.tags ?? {}) };
  return containsUnknown(tagsAll) || Object.keys(tagsAll).length > 0 ? { tagsAll } : {};
}
