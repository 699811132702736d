import { operationSequence, operationsHeadKey, operationsPrefix, type StackId } from "../layout";
import { type ObjectHistory, objectHistories } from "../object-history";
import { readObject, type StateBucket } from "../state-bucket";
import { checkChain, type LogFinding } from "./operation-chain";
import { parseEntry } from "./operation-entry";
import { type OperationsHead, parseHead } from "./operations-head";

/** Objects that are read at the same time. */
const READS = 16;

/** An entry is written when its operation ends. Clocks may be wrong, but not by an hour, in milliseconds. */
const TOLERANCE = 3_600_000;

/** The object of one entry. */
interface EntryObject extends ObjectHistory {
  readonly sequence: number;
  /** Absent when the entry is gone. */
  readonly body?: Uint8Array;
}

/** Checks a stack's log from three sides: its chain, its head, and S3's versions of its objects. */
export async function verifyOperations(bucket: StateBucket, stack: StackId): Promise<readonly LogFinding[]> {
  // The head first: an entry that is added meanwhile is then one more, and not one that is missing.
  const heads = await readHeads(bucket, await objectHistories(bucket, operationsHeadKey(stack)));
  const objects = await objectHistories(bucket, operationsPrefix(stack));
  const entries = await readEntries(bucket, objects);
  const stored = entries.flatMap(({ sequence, body }) => (body ? [{ sequence, body }] : []));
  const findings = [
    ...strangers(objects),
    ...headFindings(heads, stored.length),
    ...missing(entries, heads),
    ...entries.flatMap((entry) => [...overwritten(entry), ...late(entry)]),
    ...checkChain(stack, stored, heads[0]),
  ];
  return findings.sort((left, right) => (left.sequence ?? 0) - (right.sequence ?? 0));
}

async function readEntries(
  bucket: StateBucket,
  objects: readonly ObjectHistory[],
): Promise<readonly EntryObject[]> {
  const entries: EntryObject[] = [];
  for (let start = 0; start < objects.length; start += READS) {
    const read = objects.slice(start, start + READS).map(async (history) => {
      const sequence = operationSequence(history.key);
      const object = sequence === undefined ? undefined : await readObject(bucket, history.key);
      return sequence === undefined ? [] : [{ ...history, sequence, body: object?.body }];
    });
    entries.push(...(await Promise.all(read)).flat());
  }
  return entries;
}

/** The heads that there were, newest first; undefined for what is no head, and first for one that was deleted. */
async function readHeads(
  bucket: StateBucket,
  [history]: readonly ObjectHistory[],
): Promise<readonly (OperationsHead | undefined)[]> {
  const heads: (OperationsHead | undefined)[] = !history || history.deleted ? [undefined] : [];
  const versions = history?.versions ?? [];
  for (let start = 0; start < versions.length; start += READS) {
    const read = versions
      .slice(start, start + READS)
      .map(({ key, versionId }) => readObject(bucket, key, versionId));
    heads.push(...(await Promise.all(read)).map((object) => object && parseHead(object.body)));
  }
  return heads;
}

function strangers(objects: readonly ObjectHistory[]): LogFinding[] {
  return objects
    .filter(({ key }) => operationSequence(key) === undefined)
    .map(({ key }) => ({ fault: "forged", message: `${key} was put among the entries: it is none` }));
}

function headFindings(heads: readonly (OperationsHead | undefined)[], entries: number): LogFinding[] {
  const [current] = heads;
  const highest = highestOf(heads);
  if (!current) {
    // The writer of a first entry may not have got so far as to put the head.
    return entries > 1 || highest > 0
      ? [{ fault: "removed", message: "the head was removed, which says how many entries there are" }]
      : [];
  }
  return highest > current.sequence
    ? [{ fault: "altered", message: `the head was set back from entry ${highest} to ${current.sequence}` }]
    : [];
}

function missing(
  entries: readonly EntryObject[],
  heads: readonly (OperationsHead | undefined)[],
): LogFinding[] {
  const findings: LogFinding[] = [];
  let expected = 1;
  for (const entry of entries) {
    findings.push(...gap(expected, entry.sequence - 1));
    if (!entry.body) {
      findings.push(removed(entry));
    }
    expected = entry.sequence + 1;
  }
  return [...findings, ...gap(expected, highestOf(heads))];
}

/** Entries of which S3 knows nothing any more. */
function gap(sequence: number, last: number): LogFinding[] {
  if (sequence > last) {
    return [];
  }
  const which = sequence === last ? `entry ${sequence} was` : `entries ${sequence} to ${last} were`;
  return [{ fault: "removed", sequence, message: `${which} removed` }];
}

function removed({ sequence, deleted, versions: [version] }: EntryObject): LogFinding {
  const trace = deleted ? ` at ${deleted.toISOString()}` : "";
  const copy = version ? `; S3 still has it as version ${version.versionId}` : "";
  return { fault: "removed", sequence, message: `entry ${sequence} was removed${trace}${copy}` };
}

function overwritten({ sequence, versions }: EntryObject): LogFinding[] {
  const [newest] = versions;
  const first = versions.at(-1);
  return newest && first && newest !== first
    ? [
        {
          fault: "rewritten",
          sequence,
          message: `entry ${sequence} was written again at ${newest.at.toISOString()}; S3 has the first one as version ${first.versionId}`,
        },
      ]
    : [];
}

/** What was made up afterwards is younger than it says. */
function late({ sequence, body, versions: [newest] }: EntryObject): LogFinding[] {
  const entry = body && parseEntry(body);
  if (!entry || !newest) {
    return [];
  }
  const ended = Date.parse(entry.startedAt) + entry.durationSeconds * 1000;
  return newest.at.getTime() - ended <= TOLERANCE
    ? []
    : [
        {
          fault: "rewritten",
          sequence,
          message: `entry ${sequence} was written at ${newest.at.toISOString()}, long after what it tells of: its writer's clock was wrong, or it was made up later`,
        },
      ];
}

function highestOf(heads: readonly (OperationsHead | undefined)[]): number {
  return Math.max(0, ...heads.map((head) => head?.sequence ?? 0));
}
