import type { DiagnosticEvent, EngineEvent, OpType, StepEventMetadata } from "@pulumi/pulumi/automation";

/** What happens to one resource. */
export interface ResourceProgress {
  readonly kind: "started" | "finished" | "failed";
  readonly urn: string;
  readonly type: string;
  /** Logical name. */
  readonly name: string;
  readonly operation: OpType;
  /** What the program gives, when it starts; secrets are `[secret]`. Absent for deletions. */
  readonly inputs?: Readonly<Record<string, unknown>>;
  /** What the state has, when it starts; absent for what is created. */
  readonly previousInputs?: Readonly<Record<string, unknown>>;
}

/** What the engine reports while it works. */
export type Progress =
  | ResourceProgress
  | { readonly kind: "message"; readonly severity: "warning" | "error"; readonly text: string }
  /** The engine got a signal and stops gracefully. */
  | { readonly kind: "stopping" }
  | { readonly kind: "summary"; readonly changes: Readonly<Record<string, number>> };

/** What the CLI writes to its event log when the first signal reaches it. */
const CANCEL_MESSAGE = "^C received; cancelling";

/** What `event` means for a person; undefined for what only machines need. */
export function progressOf(event: EngineEvent): Progress | undefined {
  if (event.resourcePreEvent) {
    return resourceProgress("started", event.resourcePreEvent.metadata);
  }
  if (event.resOutputsEvent) {
    return resourceProgress("finished", event.resOutputsEvent.metadata);
  }
  if (event.resOpFailedEvent) {
    return resourceProgress("failed", event.resOpFailedEvent.metadata);
  }
  if (event.diagnosticEvent && !event.diagnosticEvent.ephemeral) {
    return messageOf(event.diagnosticEvent);
  }
  if (event.stdoutEvent?.message.includes(CANCEL_MESSAGE)) {
    return { kind: "stopping" };
  }
  if (event.summaryEvent) {
    return { kind: "summary", changes: event.summaryEvent.resourceChanges as Record<string, number> };
  }
  return undefined;
}

/** Outputs of the stack in `event`, when it is the stack's own; secrets are `[secret]` already. */
export function stackOutputsOf(event: EngineEvent): Readonly<Record<string, unknown>> | undefined {
  const metadata = event.resOutputsEvent?.metadata;
  return metadata?.type === "pulumi:pulumi:Stack" && metadata.op !== "delete"
    ? metadata.new?.outputs
    : undefined;
}

/** The last part of a URN. */
export function logicalName(urn: string): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}

/** Warnings and errors; the rest is the engine's and the SDK's own notes. */
function messageOf({ severity, message, urn }: DiagnosticEvent): Progress | undefined {
  const text = plain(message);
  if ((severity !== "warning" && severity !== "error") || text === "") {
    return undefined;
  }
  return { kind: "message", severity, text: urn ? `${logicalName(urn)}: ${text}` : text };
}

function resourceProgress(
  kind: ResourceProgress["kind"],
  { urn, type, op, old, new: next }: StepEventMetadata,
): ResourceProgress {
  const inputs = kind === "started" && next?.inputs ? { inputs: next.inputs } : {};
  const previous = kind === "started" && old?.inputs ? { previousInputs: old.inputs } : {};
  return { kind, urn, type, name: logicalName(urn), operation: op, ...inputs, ...previous };
}

/** `message` without Pulumi's colour tags and the blanks around it. */
function plain(message: string): string {
  return message.replaceAll(/<\{%[^%]*%\}>/g, "").trim();
}
