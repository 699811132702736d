import { workspaceId } from "../../contracts/registry/workspace-id";
import type { StackId } from "../layout";
import { checkStack, type RecordFinding } from "./check-stack";
import { type EachStackOptions, eachStack } from "./each-stack";
import { everyStack } from "./rebuild";
import type { Registry } from "./registry";

export interface RegistryCheck {
  /** Stacks that were looked at. */
  readonly stacks: number;
  readonly findings: readonly RecordFinding[];
}

export interface RegistryCheckOptions extends EachStackOptions {
  readonly now: Date;
  /** How often a stack that differs is looked at again; at least once. */
  readonly looks: number;
  /** Waits for what goes on to be indexed, before each of these looks. */
  settle(): Promise<void>;
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
  await eachStack(stacks, options, async (stack) => {
    count += 1;
    if ((await lookAt(registry, stack, options.now)).length > 0) {
      suspects.add(stack);
    }
  });
  let findings: RecordFinding[] = [];
  for (let look = 1; look <= options.looks && suspects.size > 0; look += 1) {
    await options.settle();
    findings = [];
    await eachStack([...suspects], options, async (stack) => {
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
  return checkStack(registry, stack, await registry.table.workspace(id), id, now);
}

function nameOf({ stack: { project, stack } }: RecordFinding): string {
  return `${project} ${stack}`;
}
