import { parseRuntimeStack } from "../../contracts/workspace";
import { type StackId, stackTagsKey } from "../layout";
import { readObject } from "../state-bucket";
import { readWorkspace } from "../workspaces/workspaces";
import type { Reading, Registry } from "./registry";

/** The stack's tags. */
export async function readTagsAspect({ bucket }: Registry, stack: StackId): Promise<Reading> {
  const object = await readObject(bucket, stackTagsKey(stack));
  return { workspace: { stackTags: object ? parseTags(object.body) : {} } };
}

function parseTags(body: Uint8Array): Readonly<Record<string, string>> {
  try {
    const { tags } = JSON.parse(Buffer.from(body).toString("utf8")) as { readonly tags?: unknown };
    const texts = Object.entries(tags ?? {}).filter(([, value]) => typeof value === "string");
    return Object.fromEntries(texts) as Record<string, string>;
  } catch {
    return {};
  }
}

/** Until when a short-lived copy of runtime is wanted, and by whom. */
export async function readLifetimeAspect({ bucket }: Registry, stack: StackId): Promise<Reading> {
  const name = workspaceNameOf(stack);
  const record = name === undefined ? undefined : (await readWorkspace(bucket, name))?.record;
  return { workspace: record ? { expires: record.expires, owner: record.owner } : { expires: undefined } };
}

function workspaceNameOf({ project, stack }: StackId): string | undefined {
  try {
    return project === "runtime" ? parseRuntimeStack(stack).workspace : undefined;
  } catch {
    // A stack that somebody made by hand may have any name.
    return undefined;
  }
}
