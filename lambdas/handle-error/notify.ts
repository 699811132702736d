import { PublishCommand, type SNSClient } from "@aws-sdk/client-sns";
import type { Reason } from "../../contracts/enclave-request";
import { guidanceFor } from "../../contracts/error-catalogue";
import { isRequestId } from "../../contracts/names";
import type { PipelineInput } from "../../contracts/pipeline";
import type { Status } from "../../contracts/status";

/** What people are told of a failed execution. */
export interface FailureNotice {
  readonly input: PipelineInput;
  readonly execution: string;
  readonly reason: Reason;
  /** Absent when there is no row to have one. */
  readonly status?: Status;
}

export type NotifyFailure = (notice: FailureNotice) => Promise<void>;

/** Publishes failures to a topic as JSON. */
export function topicNotifier(client: SNSClient, topicArn: string): NotifyFailure {
  return async ({ input, execution, reason, status }) => {
    // a subject takes 100 printable ASCII characters: an id that is none of ours stays out of it
    const who = isRequestId(input.id) ? input.id : "a request with a wrong id";
    await client.send(
      new PublishCommand({
        TopicArn: topicArn,
        Subject: `hyperion-fleet: ${who} ${status ?? reason.error}`,
        Message: JSON.stringify(
          { ...input, execution, status, ...reason, guidance: guidanceFor(reason.error) },
          null,
          2,
        ),
      }),
    );
  };
}
