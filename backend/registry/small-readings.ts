import { parseRuntimeStack } from "../../contracts/workspace";
import type { StackId } from "../layout";
import { readWorkspace } from "../workspaces/workspaces";
import type { Reading, Registry } from "./registry";
import { DESCRIPTION_TAG, EXPIRES_TAG, readStackTags } from "./stack-tags";

/** The stack's tags, and what some of them mean. */
export async function readTagsAspect({ bucket }: Registry, stack: StackId): Promise<Reading> {
  const stackTags = await readStackTags(bucket, stack);
  const expires = stackTags[EXPIRES_TAG];
  const ends = expires !== undefined && !Number.isNaN(Date.parse(expires)) ? expires : undefined;
  return {
    workspace: {
      stackTags,
      description: stackTags[DESCRIPTION_TAG],
      // The end of a copy's life is in its own record.
      ...(copyOf(stack) === undefined && { expires: ends }),
    },
  };
}

/** Until when a short-lived copy of runtime is wanted, by whom, and what is being done to it. */
export async function readLifetimeAspect({ bucket }: Registry, stack: StackId): Promise<Reading> {
  const name = copyOf(stack);
  if (name === undefined) {
    return { workspace: {} };
  }
  const record = (await readWorkspace(bucket, name))?.record;
  return {
    workspace: record
      ? { expires: record.expires, owner: record.owner, intent: record.status }
      : { expires: undefined, intent: undefined },
  };
}

/** Name of the copy of runtime whose stack it is. */
export function copyOf({ project, stack }: StackId): string | undefined {
  try {
    return project === "runtime" ? parseRuntimeStack(stack).workspace : undefined;
  } catch {
    // A stack that somebody made by hand may have any name.
    return undefined;
  }
}
