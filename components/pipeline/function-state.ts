import { ERROR_NAMES, type ErrorName } from "../../contracts/errors";
import type { Catcher, Retrier, State } from "./definition";

/** Where the pipeline's own error names are used in a definition, they must be among the contract's. */
export function named(...names: readonly ErrorName[]): readonly ErrorName[] {
  return names;
}

/** Our own errors say that trying again is useless. */
const GIVE_UP: Retrier = { ErrorEquals: ERROR_NAMES, MaxAttempts: 0 };

/** Throttling and outages: about two minutes in all. */
const TRY_AGAIN: Retrier = {
  ErrorEquals: ["States.ALL"],
  IntervalSeconds: 1,
  BackoffRate: 2,
  MaxDelaySeconds: 30,
  MaxAttempts: 8,
  JitterStrategy: "FULL",
};

export interface FunctionStateArgs {
  readonly functionArn: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Tried before the rules that every function has. */
  readonly retry?: readonly Retrier[];
  readonly catch?: readonly Catcher[];
  readonly resultSelector?: Readonly<Record<string, string>>;
  /** Null drops the answer. */
  readonly resultPath: string | null;
  readonly next: string;
}

/**
 * A step done by a Lambda function. Every function may be called again with the same input without doing its work
 * twice, so that only our own errors end the trying.
 */
export function functionState(args: FunctionStateArgs): State {
  return {
    Type: "Task",
    Resource: "arn:aws:states:::lambda:invoke",
    Parameters: { FunctionName: args.functionArn, Payload: args.payload },
    TimeoutSeconds: 120,
    Retry: [...(args.retry ?? []), GIVE_UP, TRY_AGAIN],
    ...(args.catch && { Catch: args.catch }),
    ...(args.resultSelector && { ResultSelector: args.resultSelector }),
    ResultPath: args.resultPath,
    Next: args.next,
  };
}
