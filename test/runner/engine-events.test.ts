import type { EngineEvent } from "@pulumi/pulumi/automation";
import { expect } from "chai";
import { EngineEvents } from "../../runner/engine-events";

function event(fields: object): EngineEvent {
  return { sequence: 1, timestamp: 1, ...fields } as EngineEvent;
}

describe("EngineEvents", () => {
  it("keeps the lines of errors, without colours, and of nothing else", () => {
    const events = new EngineEvents();
    const diagnostic = (severity: string, message: string) =>
      events.handle(event({ diagnosticEvent: { severity, message, color: "raw" } }));
    diagnostic("error", "<{%fg 1%}>error: <{%reset%}>creating role:\n  AccessDenied\n\n");
    diagnostic("warning", "careful");
    diagnostic("info#err", "note");
    expect(events.errors).to.deep.equal(["error: creating role:", "AccessDenied"]);
  });

  it("keeps the counts of the summary", () => {
    const events = new EngineEvents();
    expect(events.changes).to.deep.equal({});
    events.handle(event({ summaryEvent: { resourceChanges: { create: 12 } } }));
    expect(events.changes).to.deep.equal({ create: 12 });
  });
});
