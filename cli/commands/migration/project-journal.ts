import {
  type MigrationJournal,
  type MigrationPhase,
  type ProjectProgress,
  writeJournal,
} from "../../migration/journal";
import type { MigratedProject } from "../../migration/resource-type";

/** One project's part of a journal, which is written down at every step. */
export class ProjectJournal {
  readonly #path: string;
  readonly #project: MigratedProject;
  #journal: MigrationJournal;

  /** @param path of the journal's file */
  constructor(path: string, journal: MigrationJournal, project: MigratedProject) {
    this.#path = path;
    this.#journal = journal;
    this.#project = project;
  }

  /** With the parts of all projects. */
  get whole(): MigrationJournal {
    return this.#journal;
  }

  isAt(...phases: readonly MigrationPhase[]): boolean {
    const phase = this.#journal.projects[this.#project]?.phase;
    return phase !== undefined && phases.includes(phase);
  }

  /** Writes down how far it is; what was noted before stays. */
  note(phase: MigrationPhase, { urns = [], stackCreated = false }: Partial<ProjectProgress> = {}): void {
    const before = this.#journal.projects[this.#project];
    const progress: ProjectProgress = {
      phase,
      urns: [...new Set([...(before?.urns ?? []), ...urns])],
      stackCreated: before?.stackCreated ?? stackCreated,
    };
    this.#journal = { ...this.#journal, projects: { ...this.#journal.projects, [this.#project]: progress } };
    writeJournal(this.#path, this.#journal);
  }
}
