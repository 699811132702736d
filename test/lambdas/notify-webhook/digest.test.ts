import { expect } from "chai";
import type { PipelineErrorName } from "../../../contracts/errors";
import { expiryMessage } from "../../../contracts/expiry-message";
import { failureNotice } from "../../../contracts/failure-notice";
import { isRequestId } from "../../../contracts/names";
import { pipelineInput, refusalInput } from "../../../contracts/pipeline";
import type { Status } from "../../../contracts/status";
import { digest } from "../../../lambdas/notify-webhook/digest";
import { parseNotice } from "../../../lambdas/notify-webhook/notice";

const SETTINGS = { environment: "dev", runbookUrl: "" };

/** A message as the error handler publishes it. */
function failure(id: string, error: PipelineErrorName, message: string, status?: Status) {
  const reason = { error, message, details: [] };
  const input = isRequestId(id) ? pipelineInput(id, 1, "deploy") : refusalInput(id, 1);
  return parseNotice(JSON.stringify(failureNotice({ input, execution: "arn", reason, status })));
}

/** A message as CloudWatch publishes it. */
const alarm = (NewStateValue: string, StateChangeTime: string) =>
  parseNotice(
    JSON.stringify({
      AlarmName: "hyperion-dev-pipeline-dead-letters",
      AlarmDescription: "Look into the dead-letter queue. docs/runbook.md#dead-letters",
      NewStateValue,
      NewStateReason: "Threshold Crossed",
      StateChangeTime,
    }),
  );

describe("digest", () => {
  it("says of a failure what, why, who and where to read on", () => {
    expect(digest([failure("signer", "StackLocked", "ada has the lock", "FAILED")], SETTINGS)).to.equal(
      [
        "dev: 1 request FAILED: StackLocked",
        "somebody else has the stack's lock, longer than the pipeline waits. Who can mend it: operator",
        "• signer (generation 1): ada has the lock",
        "docs/runbook.md#stacklocked",
      ].join("\n"),
    );
  });

  it("makes one paragraph of a storm, and puts the largest first", () => {
    const storm = Array.from({ length: 500 }, (_, index) =>
      failure(`signer-${index}`, "StackLocked", "ada has the lock", "FAILED"),
    );
    const text = digest([failure("alone", "RequestNotFound", "gone"), ...storm], SETTINGS);
    const [first, second, ...rest] = text.split("\n\n");
    expect(first?.split("\n")).to.deep.equal([
      "dev: 500 requests FAILED: StackLocked",
      "somebody else has the stack's lock, longer than the pipeline waits. Who can mend it: operator",
      ...[0, 1, 2, 3, 4].map((index) => `• signer-${index} (generation 1): ada has the lock`),
      "• and 495 more",
      "docs/runbook.md#stacklocked",
    ]);
    expect(second?.split("\n")[0]).to.equal("dev: 1 request without a row: RequestNotFound");
    expect(rest).to.deep.equal([]);
  });

  it("tells of enclaves that are destroyed soon", () => {
    const expiries = Array.from({ length: 7 }, (_, index) =>
      parseNotice(JSON.stringify(expiryMessage(`signer-${index}`, "payments", new Date(0)))),
    );
    const lines = digest(expiries, SETTINGS).split("\n");
    expect(lines).to.have.length(6);
    expect(lines[0]).to.equal(
      "dev: enclave signer-0 of payments is destroyed at 1970-01-01T00:00:00.000Z: its lifetimeHours are over then; ask for more of them to keep it",
    );
    expect(lines[5]).to.equal("dev: and 2 more enclaves expire soon");
  });

  it("tells of an alarm as it is now, in whatever order its messages come", () => {
    const text = digest(
      [alarm("OK", "2026-01-01T00:02:00Z"), alarm("ALARM", "2026-01-01T00:00:00Z")],
      SETTINGS,
    );
    expect(text).to.equal(
      [
        "dev: alarm hyperion-dev-pipeline-dead-letters is OK",
        "Look into the dead-letter queue. docs/runbook.md#dead-letters",
      ].join("\n"),
    );
  });

  it("links the runbook where its address is known", () => {
    const text = digest([alarm("ALARM", ""), failure("signer", "TaskStopped", "died", "FAILED")], {
      ...SETTINGS,
      runbookUrl: "https://example.com/runbook.md",
    });
    expect(text).to.include("queue. https://example.com/runbook.md#dead-letters\nThreshold Crossed");
    expect(text).to.match(/\nhttps:\/\/example\.com\/runbook\.md#taskstopped\n/);
  });

  it("tells of what it does not know, and never too much", () => {
    expect(digest([parseNotice("hello"), parseNotice("null")], SETTINGS)).to.equal(
      'dev: a message of unknown form: "hello"\n\ndev: a message of unknown form: "null"',
    );
    const many = Array.from({ length: 100 }, (_, index) => parseNotice("x".repeat(50) + index));
    expect(digest(many, SETTINGS)).to.have.length(4000).and.match(/…$/);
  });

  it("shows an id that is none of ours on one line", () => {
    expect(digest([failure("x\ny", "InvalidName", "no", "REJECTED")], SETTINGS)).to.include(
      "• x\\ny (generation 1): no",
    );
  });
});
