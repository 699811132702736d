import type { WorkspaceRow } from "../../contracts/registry/rows";
import type { StackId } from "../layout";
import { canonicalJson } from "../operations/operation-entry";
import { readCheckpointAspect } from "./checkpoint-reading";
import { readHistoryAspect } from "./history-reading";
import { readLockAspect } from "./lock-reading";
import type { Reading, Registry } from "./registry";
import { readLifetimeAspect, readTagsAspect } from "./small-readings";

/** How the record of a stack can differ from what there is. */
export const RECORD_FAULTS = ["missing", "orphaned", "stale", "tags", "stuck", "cloud"] as const;
export type RecordFault = (typeof RECORD_FAULTS)[number];

/** One difference, for a person. */
export interface RecordFinding {
  readonly stack: StackId;
  readonly fault: RecordFault;
  readonly told: string;
}

/** Milliseconds after which a workspace is no longer just being created. */
const CREATING = 60 * 60 * 1000;

/** What of a workspace is told as its tags. */
const OF_TAGS: readonly string[] = ["providerTags", "stackTags", "description"];

/**
 * Reads the stack as an indexing does, and writes nothing: what an indexing would change is what is wrong.
 * @param row what the registry has of it
 */
export async function checkStack(
  registry: Registry,
  stack: StackId,
  row: WorkspaceRow | undefined,
  id: string,
  now: Date,
): Promise<readonly RecordFinding[]> {
  const finding = (fault: RecordFault, told: string): RecordFinding => ({ stack, fault, told });
  const checkpoint = await readCheckpointAspect(registry, stack, id, row !== undefined);
  if (row?.record !== "workspace") {
    return checkpoint.workspace.saved
      ? [finding("missing", "it has a state, and the registry does not know it")]
      : [];
  }
  if (row.saved && !checkpoint.workspace.saved) {
    return [finding("orphaned", `the registry has it as ${row.status}, and its state is gone`)];
  }
  const others = await Promise.all([
    readTagsAspect(registry, stack),
    readLifetimeAspect(registry, stack),
    readLockAspect(registry, stack, id, row),
    readHistoryAspect(registry, stack, id, row, false),
  ]);
  const differing = [checkpoint, ...others].flatMap((reading) => differences(row, reading));
  const tags = differing.filter((field) => OF_TAGS.includes(field));
  const rest = differing.filter((field) => !OF_TAGS.includes(field));
  const resources = [...(checkpoint.rows ?? []), ...(checkpoint.deleted ?? [])].length;
  return [
    ...(rest.length > 0 || resources > 0 ? [finding("stale", staleText(rest, resources))] : []),
    ...(tags.length > 0 ? [finding("tags", `not as in its state: ${tags.join(" and ")}`)] : []),
    ...(isStuck(row, now)
      ? [finding("stuck", `it is being created since ${row.updated}, and nobody works on it`)]
      : []),
  ];
}

/** Fields in which the row is not what was read. */
function differences(row: WorkspaceRow, { workspace }: Reading): readonly string[] {
  return Object.entries(workspace)
    .filter(
      ([name, value]) => canonicalJson(value ?? "") !== canonicalJson(row[name as keyof WorkspaceRow] ?? ""),
    )
    .map(([name]) => name);
}

function staleText(fields: readonly string[], resources: number): string {
  const parts = [
    ...(fields.length > 0 ? [fields.join(", ")] : []),
    ...(resources > 0 ? [`${resources} ${resources === 1 ? "resource" : "resources"}`] : []),
  ];
  return `not as in its state: ${parts.join(" and ")}`;
}

function isStuck({ status, updated, running }: WorkspaceRow, now: Date): boolean {
  return (
    status === "creating" &&
    (running ?? []).length === 0 &&
    now.getTime() - Date.parse(updated ?? "") > CREATING
  );
}
