import type { Subject } from "./subject";

/** One thing that can be known without asking AWS. */
export interface Check {
  readonly name: string;
  /** What it looks at, in one line. */
  readonly description: string;
  /** What is wrong: one finding a line, with where it is and what is allowed. */
  readonly run: (subject: Subject) => Promise<readonly string[]> | readonly string[];
}
