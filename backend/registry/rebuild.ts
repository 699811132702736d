import { type WorkspaceRow, workspaceOfRow } from "../../contracts/registry/rows";
import { runtimeStackName } from "../../contracts/workspace";
import type { StackId } from "../layout";
import { listStacks } from "../stacks";
import { listWorkspaces } from "../workspaces/workspaces";
import { indexStack } from "./index-stack";
import type { Registry } from "./registry";

/** What a rebuild came to. */
export interface Rebuilt {
  readonly stacks: number;
  /** Rows of deployments, and rows of resources that were not as they should be. */
  readonly changed: number;
  readonly failures: readonly { readonly stack: StackId; readonly reason: string }[];
}

export interface RebuildOptions {
  /** Stacks that are indexed at the same time. */
  readonly width: number;
  readonly signal?: AbortSignal;
  onStack?(stack: StackId): void;
}

/**
 * Indexes every stack of the bucket and every workspace of the table, which finds stacks that are gone. What goes on
 * meanwhile is indexed as ever: neither hinders the other. One that fails does not end it.
 */
export async function rebuild(registry: Registry, options: RebuildOptions): Promise<Rebuilt> {
  const stacks = everyStack(registry);
  const failures: { stack: StackId; reason: string }[] = [];
  let count = 0;
  let changed = 0;
  async function work(): Promise<void> {
    // Several workers share the generator: each takes the next stack that nobody has.
    for (;;) {
      options.signal?.throwIfAborted();
      const { value: stack, done } = await stacks.next();
      if (done) {
        return;
      }
      try {
        const indexed = await indexStack(registry, stack, "anew");
        changed += indexed.changed;
      } catch (error) {
        failures.push({ stack, reason: (error as Error).message });
      }
      count += 1;
      options.onStack?.(stack);
    }
  }
  await Promise.all(Array.from({ length: options.width }, work));
  return { stacks: count, changed, failures };
}

/** Each stack once: those with a state, the copies that have none yet, then those that only the table knows. */
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
    if (record && !seen.has(record.name)) {
      seen.add(record.name);
      yield { project: record.template, stack: record.stack };
    }
  }
}
