import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { FleetError } from "../../contracts/errors";
import type { MigratedProject } from "./resource-type";

/** How far a project has come, in the order of the steps. */
export type MigrationPhase = "importing" | "imported" | "refreshed" | "verified" | "settled";

export interface ProjectProgress {
  readonly phase: MigrationPhase;
  /** URNs that the state has because of the migration; written before the state is. */
  readonly urns: readonly string[];
  /** Whether the stack was made for it. */
  readonly stackCreated: boolean;
}

/** What was done so far, for a run that goes on or takes back. */
export interface MigrationJournal {
  readonly version: 1;
  /** SHA-256 of the plan that is carried out. */
  readonly plan: string;
  /** Name of the state bucket. */
  readonly bucket: string;
  readonly projects: Partial<Readonly<Record<MigratedProject, ProjectProgress>>>;
}

/** The journal lies beside the plan. */
export function journalPath(planPath: string): string {
  return `${planPath.replace(/\.ya?ml$/, "")}.journal.json`;
}

/**
 * @returns undefined when nothing was begun
 * @throws FleetError `InvalidArgument` when the file cannot be read
 */
export function readJournal(path: string): MigrationJournal | undefined {
  if (!existsSync(path)) {
    return undefined;
  }
  try {
    const journal = JSON.parse(readFileSync(path, "utf8")) as MigrationJournal;
    if (journal.version === 1 && typeof journal.projects === "object") {
      return journal;
    }
  } catch {
    // told below
  }
  throw new FleetError(
    "InvalidArgument",
    `${path} is no journal of a migration: restore it, or look into \`fleet state versions\` for what was imported`,
  );
}

/**
 * Holds a journal against the environment that is to be changed.
 *
 * @param path only for errors
 * @throws FleetError `OperationRefused` when it is of another one
 */
export function assertJournalIsOf(
  { bucketName }: { readonly bucketName: string },
  { bucket }: MigrationJournal,
  path: string,
): void {
  if (bucket !== bucketName) {
    throw new FleetError(
      "OperationRefused",
      `${path} is of a migration into ${bucket}, and these credentials lead to ${bucketName}: choose the right account by AWS_PROFILE`,
    );
  }
}

/** Writes the whole journal or nothing of it, and is there after a power cut. */
export function writeJournal(path: string, journal: MigrationJournal): void {
  const next = `${path}.new`;
  writeFileSync(next, `${JSON.stringify(journal, undefined, 2)}\n`, { flush: true });
  renameSync(next, path);
}

export function removeJournal(path: string): void {
  rmSync(path, { force: true });
}
