import { createHash } from "node:crypto";
import { PROJECTS } from "../../contracts/environment";
import { jsonObject } from "../json-object";
import type { StackId } from "../layout";

export const OUTCOMES = ["succeeded", "failed", "interrupted", "refused"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Who did something, as far as it can be known. */
export interface Actor {
  /** ARN of the AWS credentials, by STS: the only one of these that cannot be made up. */
  readonly caller?: string;
  /** Account on the machine. */
  readonly user: string;
  readonly host: string;
  /** Address or id of the CI run, or the id of the pipeline's execution. */
  readonly run?: string;
}

/** What was checked out where it was done. */
export interface SourceCommit {
  readonly id: string;
  /** Whether files differed from the commit. */
  readonly dirty: boolean;
}

/** Something that was done, or refused, on a stack. */
export interface LoggedOperation {
  /** `up`, `destroy`, `lock release`, … */
  readonly operation: string;
  readonly outcome: Outcome;
  readonly who: Actor;
  readonly commit?: SourceCommit;
  /** Of the lease that it ran under. */
  readonly fence?: number;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationSeconds: number;
  /** Resources by kind of change. */
  readonly changes?: Readonly<Record<string, number>>;
  /** Why it was forced, refused or failed. */
  readonly reason?: string;
}

/** One entry of a stack's operations log. */
export interface OperationEntry extends LoggedOperation, StackId {
  readonly format: typeof FORMAT;
  /** 1 for the first, and one more for each. */
  readonly sequence: number;
  /** Hash of the entry before; null for the first. */
  readonly previous: string | null;
  /** SHA-256, hexadecimal, of the entry's canonical JSON without this field. */
  readonly hash: string;
}

const FORMAT = 1;

/** An engine's error may be long; its log has all of it. */
const MAX_REASON_LENGTH = 1000;

/** Makes `operation` the entry after the one with hash `previous`. */
export function sealEntry(
  { project, stack }: StackId,
  sequence: number,
  previous: string | null,
  operation: LoggedOperation,
): OperationEntry {
  const { reason } = operation;
  const entry = {
    ...operation,
    ...(reason !== undefined && { reason: reason.slice(0, MAX_REASON_LENGTH) }),
    format: FORMAT,
    project,
    stack,
    sequence,
    previous,
  } as const;
  return { ...entry, hash: hashOf(entry) };
}

/** The hash that the entry should have. */
export function entryHash({ hash: _, ...entry }: OperationEntry): string {
  return hashOf(entry);
}

/** The bytes under which an entry is stored. */
export function serializeEntry(entry: OperationEntry): string {
  return canonicalJson(entry);
}

/** @returns undefined for what is no entry; whether its hash is right is another question */
export function parseEntry(body: Uint8Array): OperationEntry | undefined {
  const value = jsonObject<OperationEntry>(body);
  const whole =
    value?.format === FORMAT &&
    PROJECTS.some((project) => project === value.project) &&
    typeof value.stack === "string" &&
    Number.isSafeInteger(value.sequence) &&
    (value.previous === null || typeof value.previous === "string") &&
    typeof value.operation === "string" &&
    OUTCOMES.some((outcome) => outcome === value.outcome) &&
    typeof value.who?.user === "string" &&
    typeof value.startedAt === "string" &&
    typeof value.durationSeconds === "number" &&
    typeof value.hash === "string";
  return whole ? (value as OperationEntry) : undefined;
}

/** JSON with sorted keys and no white space (RFC 8785), so that one value has one hash. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map((element) => canonicalJson(element ?? null)).join(",")}]`;
  }
  if (value !== null && typeof value === "object") {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
    return `{${members.join(",")}}`;
  }
  return JSON.stringify(value);
}

function hashOf(entry: Omit<OperationEntry, "hash">): string {
  return createHash("sha256").update(canonicalJson(entry)).digest("hex");
}
