import type { LoggedOperation } from "../../backend/operations/operation-entry";

/** Something that was done at the time at which a memory bucket's clock stands. */
export function loggedOperation(given: Partial<LoggedOperation> = {}): LoggedOperation {
  return {
    operation: "up",
    outcome: "succeeded",
    who: { caller: "arn:aws:iam::111122223333:user/ada", user: "ada", host: "desk" },
    startedAt: "2026-01-31T11:59:00.000Z",
    durationSeconds: 60,
    changes: { create: 1 },
    ...given,
  };
}
