import type { CurrentCheckpoint } from "../../backend/checkpoints/current-checkpoints";
import type { StackId } from "../../backend/layout";
import type { StateBucket } from "../../backend/state-bucket";
import type { WorkspaceRecord } from "../../backend/workspaces/workspace-record";
import type { EnclaveRequest } from "../../contracts/enclave-request";
import type { Context } from "../context";
import type { EnvironmentBackend } from "../engine/environment-backend";

/** What is looked for, in the order in which it is removed: what stands on something goes before it. */
export const GARBAGE_KINDS = [
  "expired-enclave",
  "expired-workspace",
  "orphaned-stack",
  "orphaned-host",
  "image",
  "log-group",
  "state-version",
] as const;
export type GarbageKind = (typeof GARBAGE_KINDS)[number];

/** Something that nobody needs any more. */
export interface Garbage {
  readonly kind: GarbageKind;
  readonly name: string;
  /** Why nobody needs it. */
  readonly why: string;
  /** Bytes that are kept, where it is billed by them. */
  readonly bytes?: number;
  /** USD a month; absent where the price is not known. */
  readonly monthlyUsd?: number;
  /** What the price does not count, by type. */
  readonly unknown?: Readonly<Record<string, number>>;
  /** Whose operations log is told that it was removed; absent where what removes it is a run that tells its own. */
  readonly log?: StackId;
  /** Removes it the way it is always removed. Nothing is removed before somebody calls this. */
  remove(): Promise<void>;
}

/** What finders look with. */
export interface Search {
  readonly context: Context;
  readonly backend: EnvironmentBackend;
  readonly bucket: StateBucket;
  /** What is younger is left alone. */
  readonly before: Date;
  readonly removal: RemovalOptions;
  /** Every stack's state, each read once. */
  checkpoints(): Promise<readonly CurrentCheckpoint[]>;
  /** Requests of the environment, each read once. */
  requests(): Promise<readonly EnclaveRequest[]>;
  /** Workspaces' records; one that cannot be read has only its name. */
  workspaces(): Promise<ReadonlyMap<string, WorkspaceRecord | undefined>>;
}

export interface RemovalOptions {
  /** How long enclaves may take to go. */
  readonly timeoutSeconds: number;
  /** How long others may be waited for. @default 0 */
  readonly waitSeconds?: number;
}

/** Looks for one kind of garbage. */
export interface GarbageFinder {
  readonly kind: GarbageKind;
  find(search: Search): Promise<readonly Garbage[]>;
}
