import { PublishCommand, type SNSClient } from "@aws-sdk/client-sns";
import { type FailedExecution, failureNotice } from "../../contracts/failure-notice";
import { isRequestId } from "../../contracts/names";

export type NotifyFailure = (failed: FailedExecution) => Promise<void>;

/** Publishes failures to a topic as JSON. */
export function topicNotifier(client: SNSClient, topicArn: string): NotifyFailure {
  return async (failed) => {
    const { input, reason, status } = failed;
    // a subject takes 100 printable ASCII characters: an id that is none of ours stays out of it
    const who = isRequestId(input.id) ? input.id : "a request with a wrong id";
    await client.send(
      new PublishCommand({
        TopicArn: topicArn,
        Subject: `hyperion-fleet: ${who} ${status ?? reason.error}`,
        Message: JSON.stringify(failureNotice(failed), null, 2),
      }),
    );
  };
}

/**
 * Tells all of them, one after the other. When one fails, those before it are told once more at the next try: who is
 * to be told once comes last.
 */
export function inTurn(...notifiers: readonly NotifyFailure[]): NotifyFailure {
  return async (failed) => {
    for (const notify of notifiers) {
      await notify(failed);
    }
  };
}
