import type { StackId } from "../layout";
import { entryHash, type OperationEntry, parseEntry } from "./operation-entry";
import type { OperationsHead } from "./operations-head";

/** One thing that is wrong with an operations log. */
export interface LogFinding {
  readonly fault: "altered" | "removed" | "reordered" | "forged" | "rewritten";
  /** Place of the entry; absent when it is about the log as a whole. */
  readonly sequence?: number;
  /** What was found, in words. */
  readonly message: string;
}

/** What stands at one place of a log. */
export interface StoredEntry {
  readonly sequence: number;
  readonly body: Uint8Array;
}

/**
 * Checks each entry by itself, then that each follows the one before it and the head names the last. Where two do not
 * fit together, the one that nothing after it confirms is the forged one.
 * @param stored in the order of their places
 */
export function checkChain(
  stack: StackId,
  stored: readonly StoredEntry[],
  head: OperationsHead | undefined,
): readonly LogFinding[] {
  const findings: LogFinding[] = [];
  const sound: OperationEntry[] = [];
  for (const { sequence, body } of stored) {
    const entry = parseEntry(body);
    const fault = entry ? faultOf(stack, sequence, entry) : unreadable(sequence);
    if (fault) {
      findings.push(fault);
    } else if (entry) {
      sound.push(entry);
    }
  }
  return [...findings, ...brokenLinks(sound, head)];
}

function faultOf(stack: StackId, sequence: number, entry: OperationEntry): LogFinding | undefined {
  if (entry.hash !== entryHash(entry)) {
    return {
      fault: "altered",
      sequence,
      message: `entry ${sequence} was altered: its hash is not that of its content`,
    };
  }
  if (entry.project !== stack.project || entry.stack !== stack.stack) {
    return {
      fault: "forged",
      sequence,
      message: `entry ${sequence} was forged: it is one of ${entry.project} ${entry.stack}`,
    };
  }
  if (entry.sequence !== sequence) {
    return {
      fault: "reordered",
      sequence,
      message: `entry ${sequence} was put elsewhere: at its place is what was entry ${entry.sequence}`,
    };
  }
  return undefined;
}

function unreadable(sequence: number): LogFinding {
  return { fault: "altered", sequence, message: `entry ${sequence} was altered: it is no entry any more` };
}

function brokenLinks(entries: readonly OperationEntry[], head: OperationsHead | undefined): LogFinding[] {
  const at = new Map(entries.map((entry) => [entry.sequence, entry]));
  /** Whether what comes after `entry` names it. */
  const confirmed = (entry: OperationEntry) =>
    at.get(entry.sequence + 1)?.previous === entry.hash ||
    (head?.sequence === entry.sequence && head.hash === entry.hash);
  const forged = new Set<number>();
  for (const entry of entries) {
    const before = at.get(entry.sequence - 1);
    const follows =
      entry.sequence === 1 ? entry.previous === null : !before || entry.previous === before.hash;
    if (!follows) {
      forged.add(confirmed(entry) && before ? before.sequence : entry.sequence);
    }
    if (head?.sequence === entry.sequence && head.hash !== entry.hash) {
      forged.add(entry.sequence);
    }
  }
  return [...forged].map((sequence) => ({
    fault: "forged",
    sequence,
    message: `entry ${sequence} was forged: the entries around it are of another one`,
  }));
}
