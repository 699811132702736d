import { FleetError } from "../../contracts/errors";
import { cents } from "../../contracts/prices/cents";
import { partitionOf, RESOURCE_PREFIX } from "../../contracts/registry/registry-keys";
import { type ResourceRow, resourceRow } from "../../contracts/registry/rows";
import type { CheckpointResource } from "../checkpoints/checkpoint";
import type { StackId } from "../layout";
import { canonicalJson } from "../operations/operation-entry";
import { providerTags } from "./provider-tags";
import { type CheckpointHead, readCheckpoint } from "./read-checkpoint";
import type { Reading, Registry } from "./registry";
import { renamedTo } from "./renamed-stack";
import { isOwnOfEngine, resourceRecord } from "./resource-record";

/** What a checkpoint's resources come to while they go by. */
interface Summary {
  readonly rows: Map<string, ResourceRow>;
  monthlyCost: number;
  readonly unpriced: Record<string, number>;
  readonly types: Record<string, number>;
  /** The earliest time at which one of them was created. */
  created?: string;
  tags: Readonly<Record<string, string>>;
}

/**
 * What the stack's checkpoint says; of its resources, what differs from the table.
 * @param indexed whether the table may have rows of this workspace
 */
export async function readCheckpointAspect(
  registry: Registry,
  stack: StackId,
  workspaceId: string,
  indexed: boolean,
): Promise<Reading> {
  const summary: Summary = { rows: new Map(), monthlyCost: 0, unpriced: {}, types: {}, tags: {} };
  let head: CheckpointHead | undefined;
  try {
    head = await readCheckpoint(registry.bucket, stack, (resource) =>
      add(summary, resource, workspaceId, registry.region),
    );
  } catch (error) {
    if (error instanceof FleetError && error.name === "CheckpointInvalid") {
      // To index it again would not make it readable: what was known stays, and the record says why.
      return { workspace: { saved: true, problem: error.message } };
    }
    throw error;
  }
  const workspace = describe(registry, head, summary);
  const deleted = indexed ? await settleWithTable(registry, workspaceId, summary.rows) : [];
  const now = head ? undefined : await renamedTo(registry, deleted);
  return {
    workspace: now?.template === stack.project ? { ...workspace, renamedTo: now.stack } : workspace,
    rows: [...summary.rows.values()],
    deleted,
  };
}

function add(summary: Summary, resource: CheckpointResource, workspaceId: string, region: string): void {
  if (
    resource.created !== undefined &&
    (summary.created === undefined || resource.created < summary.created)
  ) {
    summary.created = resource.created;
  }
  summary.tags = { ...summary.tags, ...providerTags(resource) };
  if (isOwnOfEngine(resource)) {
    return;
  }
  const { record, unpriced } = resourceRecord(workspaceId, resource, region);
  summary.monthlyCost += record.monthlyCost ?? 0;
  if (unpriced) {
    summary.unpriced[record.type] = (summary.unpriced[record.type] ?? 0) + 1;
  }
  summary.types[record.type] = (summary.types[record.type] ?? 0) + 1;
  const row = resourceRow(record);
  summary.rows.set(row.sk, row);
}

function describe(
  { bucket }: Registry,
  head: CheckpointHead | undefined,
  { rows, monthlyCost, unpriced, types, created, tags }: Summary,
): Reading["workspace"] {
  const common = {
    problem: undefined,
    saved: head !== undefined,
    resourceCount: rows.size,
    resourceTypes: types,
    monthlyCost: cents(monthlyCost),
    unpriced,
  };
  if (!head) {
    return { ...common, pendingOperations: 0 };
  }
  const { manifest, lastModified, key, pendingOperations } = head;
  const saved = manifest.time ?? lastModified?.toISOString();
  return {
    ...common,
    renamedTo: undefined,
    pendingOperations: pendingOperations.length,
    location: `s3://${bucket.name}/${key}`,
    engineVersion: manifest.version,
    ...(saved !== undefined && { updated: inUtc(saved) }),
    ...(created !== undefined && { created: inUtc(created) }),
    providerTags: tags,
  };
}

/** The engine writes times in its machine's zone. */
function inUtc(time: string): string {
  return new Date(time).toISOString();
}

/**
 * Takes out of `rows` what the table has already.
 * @returns what the table has and `rows` have not
 */
async function settleWithTable(
  { table }: Registry,
  workspaceId: string,
  rows: Map<string, ResourceRow>,
): Promise<readonly ResourceRow[]> {
  const gone: ResourceRow[] = [];
  for await (const there of table.rows<ResourceRow>(partitionOf(workspaceId), RESOURCE_PREFIX)) {
    const row = rows.get(there.sk);
    if (!row) {
      gone.push(there);
    } else if (canonicalJson(row) === canonicalJson(there)) {
      rows.delete(there.sk);
    }
  }
  return gone;
}
