import { ENVIRONMENTS, type Environment, type Project } from "../../contracts/environment";
import { readSettings, type StackSettings } from "../engine/stack-settings";
import type { RecordedResource } from "./mocks/run-program";

/** What one program registers in one environment, with mocks in AWS's place. */
export interface Registration {
  readonly project: Project;
  readonly environment: Environment;
  readonly resources: readonly RecordedResource[];
}

/** A program that ended with an error. */
export interface FailedProgram {
  readonly project: Project;
  readonly environment: Environment;
  readonly message: string;
}

export interface Registrations {
  readonly complete: readonly Registration[];
  readonly failed: readonly FailedProgram[];
}

/** What is checked. */
export interface Subject {
  /** The repository. */
  readonly root: string;
  /** Pulumi.<environment>.yaml. */
  file(environment: Environment): StackSettings;
  /** Runs every program in every environment, once for all checks. */
  registrations(): Promise<Registrations>;
}

/** What is in the repository at `root`. */
export function subjectAt(root: string): Subject {
  const file = (environment: Environment): StackSettings => readSettings(root, environment);
  let registrations: Promise<Registrations> | undefined;
  return {
    root,
    file,
    registrations: () => {
      registrations ??= registerAll(file);
      return registrations;
    },
  };
}

async function registerAll(file: Subject["file"]): Promise<Registrations> {
  const { CASES } = require("./program-cases") as typeof import("./program-cases");
  const { runProgram } = require("./mocks/run-program") as typeof import("./mocks/run-program");
  const complete: Registration[] = [];
  const failed: FailedProgram[] = [];
  await withoutStackTraces(async () => {
    for (const environment of ENVIRONMENTS) {
      for (const { project, program, settingsOf } of CASES) {
        // One after another: the SDK knows one program at a time.
        try {
          const { resources } = await runProgram(program, settingsOf(environment, file(environment).config));
          complete.push({ project, environment, resources });
        } catch (error) {
          failed.push({ project, environment, message: (error as Error).message });
        }
      }
    }
  });
  return { complete, failed };
}

/** The SDK keeps one for each of its promises, which took a fifth of the time; of an error only the message is told. */
async function withoutStackTraces(work: () => Promise<void>): Promise<void> {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    await work();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
