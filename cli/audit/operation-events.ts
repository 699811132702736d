import type { OperationEntry } from "../../backend/operations/operation-entry";
import { readOperations } from "../../backend/operations/read-operations";
import type { StateBucket } from "../../backend/state-bucket";
import { describeChanges } from "../commands/project/run-operation";
import { formatDuration } from "../output/duration";
import type { AuditEvent, AuditScope, SourceEvents } from "./audit-event";

/** The operations log of the stacks under `prefix`. */
export async function operationEvents(
  bucket: StateBucket,
  prefix: string,
  { since }: Pick<AuditScope, "since">,
): Promise<SourceEvents> {
  const entries = await readOperations(bucket, prefix, since);
  return { source: "operations log", events: entries.map(operationEvent), note: "complete and at once" };
}

function operationEvent(entry: OperationEntry): AuditEvent {
  const { who, commit, changes, fence, reason } = entry;
  const done = changes && describeChanges(changes, false);
  const parts = [
    `took ${formatDuration(entry.durationSeconds * 1000)}`,
    done,
    commit && `commit ${commit.id.slice(0, 12)}${commit.dirty ? " with changes" : ""}`,
    fence !== undefined && `fence ${fence}`,
    who.run && `run ${who.run}`,
    reason,
  ];
  return {
    at: entry.startedAt,
    sources: ["operations log"],
    who: `${who.user} on ${who.host}${who.caller ? ` as ${who.caller}` : ""}`,
    action: entry.operation,
    target: `${entry.project} ${entry.stack}`,
    outcome: entry.outcome,
    readOnly: false,
    detail: parts.filter(Boolean).join(", "),
  };
}
