import { SSMClient } from "@aws-sdk/client-ssm";
import { FleetError } from "../../contracts/errors";
import { FUNCTION_ENVIRONMENT } from "../../contracts/function-environment";
import { readEnvironment } from "../environment";
import { errorFields, functionLog, type Log } from "../log";
import { once } from "../once";
import { type DigestSettings, digest } from "./digest";
import { parseNotice } from "./notice";
import { postText, webhookUrl } from "./webhook";

export interface NotifyWebhookDependencies extends DigestSettings {
  readonly url: () => Promise<URL>;
  /** Sends a text to the chat. */
  readonly post: (url: URL, text: string) => Promise<void>;
  readonly log: Log;
}

/**
 * A batch of the topic's messages → one message in the chat. Fails as a whole: the queue then gives the same messages
 * out again, and in the end to the dead-letter queue.
 */
export async function handle(
  event: unknown,
  { url, post, log, ...settings }: NotifyWebhookDependencies,
): Promise<{ readonly told: number }> {
  const notices = bodiesOf(event).map(parseNotice);
  try {
    await post(await url(), digest(notices, settings));
  } catch (error) {
    log.error("chat not told", { ...errorFields(error), notices: notices.length });
    throw error;
  }
  log.info("chat told", { notices: notices.length });
  return { told: notices.length };
}

/** @throws FleetError `MalformedEvent` */
function bodiesOf(event: unknown): readonly string[] {
  const records = (event as { readonly Records?: unknown } | null | undefined)?.Records;
  if (!Array.isArray(records)) {
    throw new FleetError(
      "MalformedEvent",
      "the event has no Records: invoke this function from the queue of notices",
    );
  }
  return records.map(({ body }: { readonly body?: unknown }) => String(body));
}

const dependencies = once((): NotifyWebhookDependencies => {
  const { environment, parameter } = readEnvironment({
    environment: FUNCTION_ENVIRONMENT.environment,
    parameter: FUNCTION_ENVIRONMENT.webhookParameter,
  });
  const ssm = new SSMClient({});
  return {
    environment,
    runbookUrl: process.env[FUNCTION_ENVIRONMENT.runbookUrl] ?? "",
    url: () => webhookUrl(ssm, parameter),
    post: postText,
    log: functionLog("notify-webhook"),
  };
});

export const handler = (event: unknown) => handle(event, dependencies());
