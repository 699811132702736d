import { request } from "node:https";
import { GetParameterCommand, type SSMClient } from "@aws-sdk/client-ssm";
import { FleetError } from "../../contracts/errors";

/** Seconds that the chat may take to answer. */
const TIMEOUT_SECONDS = 10;

/**
 * Address of the chat's incoming webhook. It is a secret: whoever has it may write there. So it is never in an error
 * or a log line, and is read anew each time, so that a new one counts at once.
 * @throws FleetError `InvalidConfiguration` when the parameter holds none; what Systems Manager throws
 */
export async function webhookUrl(client: SSMClient, parameter: string): Promise<URL> {
  const { Parameter } = await client.send(new GetParameterCommand({ Name: parameter, WithDecryption: true }));
  const text = Parameter?.Value ?? "";
  if (!URL.canParse(text) || new URL(text).protocol !== "https:") {
    throw new FleetError(
      "InvalidConfiguration",
      `parameter ${parameter} holds no address that begins with https://: put that of the chat's incoming webhook there`,
    );
  }
  return new URL(text);
}

/**
 * Sends `{"text": …}`, as Slack, Mattermost and Rocket.Chat take it. Follows no redirection: it would be to somebody else.
 * @param authority PEM of a further certificate to trust
 * @throws FleetError `PipelineFailed` when the message may not have arrived
 */
export function postText(url: URL, text: string, authority?: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (what: string, cause?: Error) =>
      reject(new FleetError("PipelineFailed", `the chat at ${url.host} ${what}`, [], { cause }));
    const body = JSON.stringify({ text: escaped(text) });
    const sent = request(
      url,
      {
        method: "POST",
        ca: authority,
        headers: { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) },
        signal: AbortSignal.timeout(TIMEOUT_SECONDS * 1000),
      },
      (response) => {
        response.resume();
        const { statusCode = 0 } = response;
        if (statusCode >= 200 && statusCode < 300) {
          resolve();
        } else {
          failed(`answered ${statusCode}: look whether parameter and channel are still right`);
        }
      },
    );
    sent.on("error", (error) => failed(`could not be reached: ${error.message}`, error));
    sent.end(body);
  });
}

/** Slack's control characters: a request's text must not be able to call a whole channel. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
