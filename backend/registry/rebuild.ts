import { TERRAFORM } from "../../contracts/registry/records";
import { type WorkspaceRow, workspaceOfRow } from "../../contracts/registry/rows";
import { runtimeStackName } from "../../contracts/workspace";
import type { StackId } from "../layout";
import { listStacks } from "../stacks";
import { listWorkspaces } from "../workspaces/workspaces";
import { type EachStackOptions, eachStack } from "./each-stack";
import {
  listFileWorkspaces,
  readFileWorkspace,
  recordedFileWorkspaces,
  recordFileWorkspace,
  removeFileWorkspace,
} from "./file-workspaces";
import { indexStack } from "./index-stack";
import type { Registry } from "./registry";

/** What a rebuild came to. */
export interface Rebuilt {
  readonly stacks: number;
  /** Workspaces that moved in from files. */
  readonly fileWorkspaces: number;
  /** Rows of deployments, and rows of resources that were not as they should be. */
  readonly changed: number;
  readonly failures: readonly { readonly stack: StackId; readonly reason: string }[];
}

export interface RebuildOptions extends EachStackOptions {
  onStack?(stack: StackId): void;
}

/**
 * Indexes every stack of the bucket and every workspace that the table has not as destroyed, which finds stacks that
 * are gone. What goes on meanwhile is indexed as ever: neither hinders the other. One that fails does not end it.
 */
export async function rebuild(registry: Registry, options: RebuildOptions): Promise<Rebuilt> {
  const failures: { stack: StackId; reason: string }[] = [];
  let count = 0;
  let changed = 0;
  await eachStack(everyStack(registry), options, async (stack) => {
    try {
      const indexed = await indexStack(registry, stack, "anew");
      changed += indexed.changed;
    } catch (error) {
      failures.push({ stack, reason: (error as Error).message });
    }
    count += 1;
    options.onStack?.(stack);
  });
  const fileWorkspaces = await rebuildFileWorkspaces(registry, options.signal);
  return { stacks: count, fileWorkspaces, changed, failures };
}

/** @returns how many there are */
async function rebuildFileWorkspaces(registry: Registry, signal: AbortSignal | undefined): Promise<number> {
  const recorded = new Set((await recordedFileWorkspaces(registry)).keys());
  let count = 0;
  for await (const id of listFileWorkspaces(registry.bucket)) {
    signal?.throwIfAborted();
    recorded.delete(id);
    const workspace = await readFileWorkspace(registry.bucket, id);
    if (workspace) {
      await recordFileWorkspace(registry, workspace);
      count += 1;
    }
  }
  for (const id of recorded) {
    await removeFileWorkspace(registry, id);
  }
  return count;
}

/** Each stack once: those with a state, the copies that have none yet, then those that are there for the table alone. */
export async function* everyStack({ bucket, table, environment }: Registry): AsyncGenerator<StackId> {
  const seen = new Set<string>();
  for await (const stack of listStacks(bucket)) {
    seen.add(`${stack.project}/${stack.stack}`);
    yield stack;
  }
  for (const { record } of await listWorkspaces(bucket)) {
    const stack = record && runtimeStackName({ environment, workspace: record.name });
    if (stack !== undefined && !seen.has(`runtime/${stack}`)) {
      seen.add(`runtime/${stack}`);
      yield { project: "runtime", stack };
    }
  }
  for await (const row of table.indexed<WorkspaceRow>("byRecord", "workspace")) {
    const record = workspaceOfRow(row);
    if (record && record.template !== TERRAFORM && !seen.has(record.name)) {
      seen.add(record.name);
      yield { project: record.template, stack: record.stack };
    }
  }
}
