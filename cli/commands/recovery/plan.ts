import type { OwnedLock } from "../../../backend/locks/owned-locks";
import { logicalName } from "../../engine/progress";
import type { Traces } from "./traces";

/** One thing that recovery does; what `--json` prints. */
export type RecoveryStep =
  /** The owner is dead. */
  | { readonly kind: "release"; readonly lock: string; readonly evidence: string }
  /** AWS has it, or, where `certain` is false, the refresh tells whether it does. */
  | {
      readonly kind: "adopt";
      readonly urn: string;
      readonly type: string;
      readonly id: string;
      readonly certain: boolean;
      /** The state has another one under this name: the next `up` deletes this one. */
      readonly surplus: boolean;
    }
  | { readonly kind: "forget"; readonly urn: string; readonly type: string; readonly repeatable: boolean }
  /** An update, a deletion or a reading that the refresh settles. */
  | { readonly kind: "reread"; readonly urn: string; readonly type: string; readonly operation: string }
  | { readonly kind: "refresh"; readonly resources: number };

/** What there is to do; nothing when no lock was left and nothing was under way. */
export function recoverySteps(
  locks: readonly OwnedLock[],
  traces: Traces | undefined,
): readonly RecoveryStep[] {
  const pending = traces?.saved.checkpoint.pendingOperations ?? [];
  if (locks.length === 0 && pending.length === 0) {
    return [];
  }
  return [
    ...locks.map(({ description, evidence }) => ({ kind: "release", lock: description, evidence }) as const),
    ...(traces ? [...creationSteps(traces), ...rereadSteps(traces), refreshStep(traces)] : []),
  ];
}

function creationSteps({ found }: Traces): readonly RecoveryStep[] {
  return found.map(({ urn, type, by, found: resource, surplus }) =>
    resource
      ? { kind: "adopt", urn, type, id: resource.arn ?? resource.id, certain: by === "search", surplus }
      : { kind: "forget", urn, type, repeatable: by === "repeatable" },
  );
}

function rereadSteps({ saved }: Traces): readonly RecoveryStep[] {
  return saved.checkpoint.pendingOperations
    .filter(({ type }) => type !== "creating")
    .map(({ type: operation, resource: { urn, type } }) => ({ kind: "reread", urn, type, operation }));
}

function refreshStep({ saved, found }: Traces): RecoveryStep {
  const known = saved.checkpoint.resources.filter(({ id, type }) => id && !type.startsWith("pulumi:"));
  return { kind: "refresh", resources: known.length + found.filter((one) => one.found).length };
}

/** `step` in words. */
export function describeStep(step: RecoveryStep): string {
  switch (step.kind) {
    case "release":
      return `release what was left: ${step.lock}, and ${step.evidence}`;
    case "adopt":
      return `take ${named(step)} into the state: ${adoption(step)}`;
    case "forget":
      return step.repeatable
        ? `forget the creation of ${named(step)}: \`up\` does it again, which changes nothing if it was done`
        : `forget the creation of ${named(step)}: AWS has none`;
    case "reread":
      return `read ${named(step)}, which was ${step.operation}`;
    case "refresh":
      return `refresh: compare ${step.resources} resources with what is there`;
  }
}

function adoption({ id, certain, surplus }: RecoveryStep & { readonly kind: "adopt" }): string {
  const where = certain ? `AWS has ${id}` : `${id}, unless the refresh finds that AWS has none`;
  return surplus ? `${where}; another one is in use, so the next \`up\` deletes it` : where;
}

function named({ urn, type }: { readonly urn: string; readonly type: string }): string {
  return `${type} ${logicalName(urn)}`;
}
