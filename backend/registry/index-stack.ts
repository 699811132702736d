import { setTimeout as sleep } from "node:timers/promises";
import { FleetError } from "../../contracts/errors";
import { workspaceKeyOf } from "../../contracts/registry/registry-keys";
import { type WorkspaceRow, workspaceRow } from "../../contracts/registry/rows";
import { workspaceId } from "../../contracts/registry/workspace-id";
import type { StackId } from "../layout";
import { readCheckpointAspect } from "./checkpoint-reading";
import { readHistoryAspect } from "./history-reading";
import { readLockAspect } from "./lock-reading";
import { newDraft } from "./new-draft";
import type { Draft, Reading, Registry } from "./registry";
import { copyOf, readLifetimeAspect, readTagsAspect } from "./small-readings";
import { plainTags } from "./stack-tags";
import { ASPECTS, type Aspect } from "./state-object";
import { workspaceStatus } from "./workspace-status";

/** How often an indexing begins anew when another one came between. */
const ATTEMPTS = 10;

/** The shortest time that an attempt is taken to last, in milliseconds. */
const SHORTEST_ATTEMPT = 50;

/** What an indexing came to. */
export interface Indexed {
  readonly id: string;
  /** Rows of resources and deployments that were written or deleted. */
  readonly changed: number;
}

/**
 * Brings the registry up to what the bucket says of the stack now. It may be called as often as anybody likes, by
 * several at once, and for events in any order: an indexing takes a number before it reads the bucket, and can only
 * finish while nobody has taken a later one. Who cannot finish begins anew, so that the last to finish has also read
 * last, and wrote over what an earlier one left.
 *
 * @param aspects what may have changed; `anew` for everything, and deployments that are recorded already
 * @throws FleetError `LeaseHeld` when others keep coming between
 */
export async function indexStack(
  registry: Registry,
  stack: StackId,
  aspects: ReadonlySet<Aspect> | "anew" = new Set(ASPECTS),
): Promise<Indexed> {
  const id = workspaceId(registry.bucket.name, stack.project, stack.stack);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const began = Date.now();
    const indexed = await tryToIndex(registry, stack, id, aspects);
    if (indexed) {
      return indexed;
    }
    await giveWay(attempt, began);
  }
  throw new FleetError(
    "LeaseHeld",
    `${stack.project} ${stack.stack} could not be indexed: ${ATTEMPTS} times another indexing came between`,
  );
}

/** @returns undefined when another indexing came between */
async function tryToIndex(
  registry: Registry,
  stack: StackId,
  id: string,
  aspects: ReadonlySet<Aspect> | "anew",
): Promise<Indexed | undefined> {
  const { before, revision } = await registry.table.claim(workspaceKeyOf(id));
  // Of a workspace that is new here, everything is.
  const wanted = before?.record === "workspace" && aspects !== "anew" ? aspects : new Set(ASPECTS);
  const readings = await readAspects(registry, stack, id, before, wanted, aspects === "anew");
  const draft = merged(registry, stack, id, before, readings);
  if (isNothing(draft, before)) {
    // Its number stays in the table, so that no later indexing can get it again.
    return { id, changed: 0 };
  }
  const rows = readings.flatMap((reading) => reading.rows ?? []);
  const deleted = readings.flatMap((reading) => reading.deleted ?? []);
  await registry.table.write(rows, deleted);
  const row = workspaceRow({ ...draft, status: workspaceStatus(draft) }, { ...draft, revision });
  const finished = await registry.table.finish(row);
  const { renamedTo } = draft;
  if (finished && renamedTo !== undefined && renamedTo !== before?.renamedTo) {
    // Pulumi moves the history after it has saved the state under the new name.
    await indexStack(registry, { ...stack, stack: renamedTo }, new Set(["history"]));
  }
  return finished ? { id, changed: rows.length + deleted.length } : undefined;
}

async function readAspects(
  registry: Registry,
  stack: StackId,
  id: string,
  before: WorkspaceRow | undefined,
  wanted: ReadonlySet<Aspect>,
  anew: boolean,
): Promise<readonly Reading[]> {
  const read: Readonly<Record<Aspect, () => Promise<Reading>>> = {
    checkpoint: () => readCheckpointAspect(registry, stack, id, before !== undefined),
    tags: () => readTagsAspect(registry, stack),
    locks: () => readLockAspect(registry, stack, id, before),
    history: () => readHistoryAspect(registry, stack, id, before, anew),
    lifetime: () => readLifetimeAspect(registry, stack),
  };
  return Promise.all(ASPECTS.filter((aspect) => wanted.has(aspect)).map((aspect) => read[aspect]()));
}

/** What was known, and over it what was read. */
function merged(
  registry: Registry,
  stack: StackId,
  id: string,
  before: WorkspaceRow | undefined,
  readings: readonly Reading[],
): Draft {
  const known: Draft = { ...newDraft(registry, stack, id), ...fieldsOf(before) };
  const draft: Draft = Object.assign({}, known, ...readings.map(({ workspace }) => workspace));
  // What the resources carry wins: a tag that somebody sets on the stack changes nobody's bill, nor whose it is.
  const tags = { ...plainTags(draft.stackTags), ...draft.providerTags };
  const owner = copyOf(stack) === undefined ? tags.Owner : draft.owner || tags.Owner;
  // Resources of old engines do not tell when they were created.
  const created = draft.created < draft.updated ? draft.created : draft.updated;
  return { ...draft, tags, owner: owner ?? draft.owner, created };
}

function fieldsOf(before: WorkspaceRow | undefined): Partial<Draft> {
  const { pk: _pk, sk: _sk, record: _record, at: _at, workspaceStatus: _status, ...fields } = before ?? {};
  const { searched: _searched, types: _types, ...rest } = fields as Partial<WorkspaceRow>;
  const { revision: _revision, status: _told, ...draft } = rest;
  return draft;
}

/** There is nothing of it in the bucket, and there never was. */
function isNothing(draft: Draft, before: WorkspaceRow | undefined): boolean {
  return (
    before?.record !== "workspace" &&
    !draft.saved &&
    draft.running.length === 0 &&
    !draft.newest &&
    draft.intent === undefined
  );
}

/** A pause by chance, so that of those who came between each other one is alone for as long as an attempt lasts. */
async function giveWay(attempt: number, began: number): Promise<void> {
  const lasted = Math.max(Date.now() - began, SHORTEST_ATTEMPT);
  await sleep(Math.random() * lasted * 2 ** Math.min(attempt, 5));
}
