import type { RequestProgress } from "../contracts/request-progress";
import {
  allowedPredecessors,
  mayBeginGeneration,
  STATUSES,
  type StatusOfGeneration,
} from "../contracts/status";
import type { Condition } from "./request-table";

/** `isAllowedTransition` of contracts/status.ts as a condition on the row. */
export function transitionTo(to: StatusOfGeneration): Condition {
  const predecessors = Object.fromEntries(
    allowedPredecessors(to.status).map((status, index) => [`predecessor${index}`, status]),
  );
  const names = Object.keys(predecessors).map((name) => `:${name}`);
  const within = {
    expression: `#statusGeneration = :statusGeneration AND #status IN (${names.join(", ")})`,
    values: { statusGeneration: to.statusGeneration, ...predecessors },
  };
  const newer = {
    expression: "#statusGeneration < :statusGeneration",
    values: { statusGeneration: to.statusGeneration },
  };
  return anyOf(...(mayBeginGeneration(to.status) ? [newer] : []), ...(names.length > 0 ? [within] : []));
}

/** The row has no status that could go backwards: somebody wrote it by hand, and wrongly. */
export function unreadableStatus(): Condition {
  const known = Object.fromEntries(STATUSES.map((status, index) => [`known${index}`, status]));
  const names = Object.keys(known).map((name) => `:${name}`);
  return {
    expression: `NOT attribute_type(#statusGeneration, :numberType) OR NOT #status IN (${names.join(", ")})`,
    values: { numberType: "N", ...known },
  };
}

/** Nobody has changed the intent since `generation` was read. */
export function generationIs(generation: number): Condition {
  return { expression: "#generation = :seenGeneration", values: { seenGeneration: generation } };
}

/** Nobody has changed the intent or taken a lease since `row` was read: fences only grow. */
export function rowIsStill(row: RequestProgress): Condition {
  return {
    expression: "#generation = :seenGeneration AND #fence = :seenFence",
    values: { seenGeneration: row.generation, seenFence: row.fence },
  };
}

/** The execution holds the lease, with `fence` if one is given. */
export function leaseHeldBy(execution: string, fence?: number): Condition {
  return fence === undefined
    ? { expression: "#lease.#holder = :holder", values: { holder: execution } }
    : {
        expression: "#lease.#holder = :holder AND #lease.#fence = :leaseFence",
        values: { holder: execution, leaseFence: fence },
      };
}

/**
 * No other execution has begun what `generation` asks for. Two of one generation are there when somebody started one
 * by hand: that one of them fails is not the end of the other's work.
 */
export function notBegunByAnother(execution: string, generation: number): Condition {
  return anyOf({ expression: "attribute_not_exists(#lease)", values: {} }, leaseHeldBy(execution), {
    expression: "#statusGeneration < :generationBegun",
    values: { generationBegun: generation },
  });
}

/** Every one of `conditions` holds. */
export function allOf(...conditions: readonly Condition[]): Condition {
  return joined(conditions, " AND ");
}

/** At least one of `conditions` holds. */
export function anyOf(...conditions: readonly Condition[]): Condition {
  return joined(conditions, " OR ");
}

function joined(conditions: readonly Condition[], operator: string): Condition {
  const [first, ...others] = conditions;
  if (first && others.length === 0) {
    // DynamoDB refuses parentheses around what is in parentheses already
    return first;
  }
  return {
    expression: conditions.map(({ expression }) => `(${expression})`).join(operator),
    values: Object.assign({}, ...conditions.map(({ values }) => values)),
  };
}
