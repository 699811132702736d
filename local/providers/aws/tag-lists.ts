import type { Properties } from "../resource";

export type Tags = Readonly<Record<string, string>>;

/** Tags in the form most services take: `[{ Key, Value }]`. */
export function tagList(tags: Tags = {}): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** Tags in the form ECS and Step Functions take: `[{ key, value }]`. */
export function lowerCaseTagList(tags: Tags = {}): { key: string; value: string }[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}

/** The map of tags that a list in either form stands for. */
export function tagMap(
  list: readonly { Key?: string; Value?: string; key?: string; value?: string }[] = [],
): Record<string, string> {
  return Object.fromEntries(list.map((tag) => [tag.Key ?? tag.key ?? "", tag.Value ?? tag.value ?? ""]));
}

/** Sets the tags that are new or changed and removes the others; calls neither without need. */
export async function updateTags(
  news: Properties,
  olds: Properties,
  set: (tags: Tags) => Promise<unknown>,
  remove: (keys: string[]) => Promise<unknown>,
): Promise<void> {
  const now: Tags = news.tagsAll ?? {};
  const before: Tags = olds.tagsAll ?? {};
  const removed = Object.keys(before).filter((key) => !(key in now));
  const changed = Object.entries(now).filter(([key, value]) => before[key] !== value);
  if (removed.length > 0) await remove(removed);
  if (changed.length > 0) await set(Object.fromEntries(changed));
}
