import type { ErrorName } from "../contracts/errors";

/** Exit codes of `fleet`, for scripts. They never change once released. */
export const EXIT = {
  success: 0,
  failure: 1,
  /** The command line is wrong; nothing was done. */
  usage: 2,
  /** The command refused something dangerous; the message names the flag that allows it. */
  refused: 3,
  /** `enclave wait` gave up before the request was settled. */
  timeout: 4,
  /** `drift`: something is not as it was deployed. */
  drift: 5,
  /** A check (`state verify`, `audit verify`, `hygiene`, `dr drill`) found something. */
  findings: 6,
  /** 128 + SIGINT, as shells have it. */
  interrupted: 130,
} as const;

const BY_ERROR: Partial<Record<ErrorName, number>> = {
  InvalidArgument: EXIT.usage,
  InvalidEnvironment: EXIT.usage,
  OperationRefused: EXIT.refused,
  WaitTimedOut: EXIT.timeout,
  StackDrifted: EXIT.drift,
  CheckFailed: EXIT.findings,
  DeploymentInterrupted: EXIT.interrupted,
};

export function exitCodeOf(name: ErrorName): number {
  return BY_ERROR[name] ?? EXIT.failure;
}
