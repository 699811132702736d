import {
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  type SFNClient,
} from "@aws-sdk/client-sfn";
import type { FleetError } from "../contracts/errors";
import { failureOf } from "../contracts/failure";
import type { RunnerResult } from "../contracts/pipeline";

/** Errors by which Step Functions says that nobody waits for this token any more. */
const OVER = ["TaskTimedOut", "TaskDoesNotExist", "InvalidToken"];

/** Whether `error` says that the state machine has given this task up, or has its answer already. */
export function isTokenOver(error: unknown): boolean {
  return error instanceof Error && OVER.includes(error.name);
}

/** The state machine's ear: everything the runner tells it goes through the token of this attempt. */
export class TaskToken {
  readonly #sfn: SFNClient;
  readonly #token: string;

  constructor(sfn: SFNClient, token: string) {
    this.#sfn = sfn;
    this.#token = token;
  }

  async heartbeat(signal: AbortSignal): Promise<void> {
    await this.#sfn.send(new SendTaskHeartbeatCommand({ taskToken: this.#token }), { abortSignal: signal });
  }

  async succeed(result: RunnerResult): Promise<void> {
    await this.#sfn.send(
      new SendTaskSuccessCommand({ taskToken: this.#token, output: JSON.stringify(result) }),
    );
  }

  async fail(failure: FleetError): Promise<void> {
    const { Error: error, Cause: cause } = failureOf(failure);
    await this.#sfn.send(new SendTaskFailureCommand({ taskToken: this.#token, error, cause }));
  }
}
