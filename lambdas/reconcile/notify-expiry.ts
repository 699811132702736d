import { PublishCommand, type SNSClient } from "@aws-sdk/client-sns";
import { expiryMessage } from "../../contracts/expiry-message";

/** What an owner is told of an enclave whose lifetime is nearly over. */
export interface ExpiryNotice {
  readonly id: string;
  readonly owner: string;
  readonly end: Date;
}

export type NotifyExpiry = (notice: ExpiryNotice) => Promise<void>;

/** Publishes ends of lifetimes to a topic as JSON. */
export function topicExpiryNotifier(client: SNSClient, topicArn: string): NotifyExpiry {
  return async ({ id, owner, end }) => {
    await client.send(
      new PublishCommand({
        TopicArn: topicArn,
        Subject: `hyperion-fleet: ${id} expires soon`,
        Message: JSON.stringify(expiryMessage(id, owner, end), null, 2),
      }),
    );
  };
}
