import { workspaceKeyOf } from "../../contracts/registry/registry-keys";
import type { WorkspaceRow } from "../../contracts/registry/rows";
import { workspaceId } from "../../contracts/registry/workspace-id";
import type { StackId } from "../layout";
import { checkStack, type RecordFinding } from "./check-stack";
import { everyStack } from "./rebuild";
import type { Registry } from "./registry";

export interface RegistryCheck {
  /** Stacks that were looked at. */
  readonly stacks: number;
  readonly findings: readonly RecordFinding[];
}

export interface RegistryCheckOptions {
  /** Stacks that are looked at at the same time. */
  readonly width: number;
  readonly now: Date;
  /** How often a stack that differs is looked at again; at least once. */
  readonly looks: number;
  /** Waits for what goes on to be indexed, before each of these looks. */
  settle(): Promise<void>;
  readonly signal?: AbortSignal;
}

/**
 * Compares the records of all stacks with what the bucket says of them, and changes nothing. The registry is behind
 * the state by a moment, so a stack that differs is looked at again, and found if it differs each time.
 */
export async function checkRegistry(
  registry: Registry,
  options: RegistryCheckOptions,
): Promise<RegistryCheck> {
  const stacks = everyStack(registry);
  const suspects = new Set<StackId>();
  let count = 0;
  await forEach(stacks, options, async (stack) => {
    count += 1;
    if ((await lookAt(registry, stack, options.now)).length > 0) {
      suspects.add(stack);
    }
  });
  let findings: RecordFinding[] = [];
  for (let look = 1; look <= options.looks && suspects.size > 0; look += 1) {
    await options.settle();
    findings = [];
    await forEach([...suspects], options, async (stack) => {
      const found = await lookAt(registry, stack, options.now);
      findings.push(...found);
      if (found.length === 0) {
        suspects.delete(stack);
      }
    });
  }
  return { stacks: count, findings: findings.sort((left, right) => (nameOf(left) < nameOf(right) ? -1 : 1)) };
}

async function lookAt(registry: Registry, stack: StackId, now: Date): Promise<readonly RecordFinding[]> {
  const id = workspaceId(registry.bucket.name, stack.project, stack.stack);
  return checkStack(registry, stack, await rowOf(registry, id), id, now);
}

async function rowOf({ table }: Registry, id: string): Promise<WorkspaceRow | undefined> {
  const { pk, sk } = workspaceKeyOf(id);
  for await (const row of table.rows<WorkspaceRow>(pk, sk)) {
    return row;
  }
  return undefined;
}

/** Several workers share the stacks: each takes the next that nobody has. */
async function forEach(
  stacks: AsyncIterable<StackId> | Iterable<StackId>,
  { width, signal }: RegistryCheckOptions,
  work: (stack: StackId) => Promise<void>,
): Promise<void> {
  const queue = one(stacks);
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (;;) {
        signal?.throwIfAborted();
        const { value: stack, done } = await queue.next();
        if (done) {
          return;
        }
        await work(stack);
      }
    }),
  );
}

async function* one(stacks: AsyncIterable<StackId> | Iterable<StackId>): AsyncGenerator<StackId> {
  yield* stacks;
}

function nameOf({ stack: { project, stack } }: RecordFinding): string {
  return `${project} ${stack}`;
}
