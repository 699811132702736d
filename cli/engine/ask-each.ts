import type { Environment } from "../../contracts/environment";
import { FleetError } from "../../contracts/errors";

/** An environment that could not be looked at. */
export interface UnreachableEnvironment {
  readonly environment: Environment;
  readonly reason: string;
}

/** What several environments answer, and those that do not. */
export interface Answers<Result> {
  readonly reached: readonly Result[];
  readonly unreachable: readonly UnreachableEnvironment[];
}

/** `ask` of each environment at once; one that does not answer is no failure of the others. */
export async function askEach<Result>(
  environments: readonly Environment[],
  ask: (environment: Environment) => Promise<Result>,
): Promise<Answers<Result>> {
  const reached: Result[] = [];
  const unreachable: UnreachableEnvironment[] = [];
  const looks = await Promise.allSettled(environments.map(ask));
  for (const [index, outcome] of looks.entries()) {
    const environment = environments[index];
    if (outcome.status === "fulfilled") {
      reached.push(outcome.value);
    } else if (environment !== undefined && isAnswer(outcome.reason)) {
      unreachable.push({ environment, reason: outcome.reason.message });
    } else {
      throw outcome.reason;
    }
  }
  return { reached, unreachable };
}

/** Whether the environment, or AWS, has said why: anything else is a fault of ours. */
function isAnswer(error: unknown): error is Error {
  return error instanceof FleetError || (error instanceof Error && "$metadata" in error);
}
