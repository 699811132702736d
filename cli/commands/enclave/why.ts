import type { EnclaveRequest } from "../../../contracts/enclave-request";
import type { Environment } from "../../../contracts/environment";
import { guidanceFor } from "../../../contracts/error-catalogue";
import { assertRequestId } from "../../../contracts/names";
import type { Context } from "../../context";
import { environmentBackend } from "../../engine/environment-backend";
import { columns } from "../../output/columns";
import type { Output } from "../../output/output";
import { storyOf } from "../../story/story";
import type { StoryEvent } from "../../story/story-event";
import { queueText } from "./queue-text";
import { requestStore } from "./request-store";

/**
 * Tells a request's whole story from what is recorded and may be read, what failed first.
 * @throws FleetError `RequestNotFound`, `InvalidName`
 */
export async function why(context: Context, environment: Environment, id: string): Promise<void> {
  assertRequestId(id);
  const request = await requestStore(context, environment).get(id);
  const backend = await environmentBackend(context, environment);
  const { events, unread } = await storyOf(context, backend, request);
  const failure = events.findLast(({ failed, source }) => failed && source !== "request");
  const { status, queue, reason, generation } = request;
  const guidance = reason && guidanceFor(reason.error);
  context.output.result({ id, status, queue, generation, reason, guidance, failure, events, unread }, () => {
    showHead(context.output, request, failure);
    context.output.line();
    for (const line of columns(events.map(row))) {
      context.output.line(`  ${line}`);
    }
    for (const { source, denied } of unread) {
      context.output.line(
        `  what the ${source} tells is not to be read by these credentials: ${denied} is denied`,
      );
    }
  });
}

function showHead(output: Output, { id, status, queue, reason }: EnclaveRequest, failure?: StoryEvent): void {
  if (!reason) {
    const waits = queue && `, it waits for its turn: ${queueText(queue)}`;
    output.line(`${id} is ${status}: nothing is wrong with it now${waits ?? ""}`);
    if (failure) {
      output.line(`  the last thing that failed on the way: ${failure.text}`);
    }
    return;
  }
  output.line(`${id} is ${status}: ${reason.error}: ${reason.message}`);
  for (const detail of reason.details) {
    output.line(`    - ${detail}`);
  }
  const { cause, fixer, advice, runbook } = guidanceFor(reason.error);
  output.line(`  in general: ${cause}`);
  output.line(`  what to do: ${advice}`);
  if (fixer) {
    output.line(
      `  who can mend it: the ${fixer === "AWS" ? "platform team, when AWS is well again" : fixer}; ${runbook}`,
    );
  }
}

function row({ at, source, execution, text, failed }: StoryEvent): readonly string[] {
  return [at.replace("T", " ").slice(0, 23), failed ? "✗" : " ", source, execution ?? "", text];
}
