import type { OwnedLock } from "../../../backend/locks/owned-locks";
import { columns } from "../../output/columns";

/** A line for each lock: stack, kind, owner, since when, for what, and whether the owner lives. */
export function lockRows(locks: readonly OwnedLock[]): readonly string[] {
  return columns(
    locks.map(({ project, stack, kind, owner, since, operation, state, evidence }) => [
      `${project} ${stack}`,
      kind,
      owner ?? "cannot be read",
      since ? `since ${since}` : "",
      operation ?? "",
      `${state}: ${evidence}`,
    ]),
  );
}
