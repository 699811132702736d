import { type CurrentCheckpoint, holdsResources } from "../../../backend/checkpoints/current-checkpoints";
import { PROJECTS, type Project } from "../../../contracts/environment";
import { type StackCost, stackCost } from "../../../contracts/prices/stack-cost";

/** What is deployed of one project in one environment. */
export interface ProjectStatus {
  readonly project: Project;
  readonly deployed: boolean;
  /** Stacks that hold something: also copies of runtime, and each enclave. */
  readonly stacks: number;
  readonly resources: number;
  /** Of the checkpoints as they are stored, in bytes. */
  readonly stateBytes: number;
  /** When one of the stacks was last saved, by S3's clock; ISO 8601. */
  readonly lastUpdate?: string;
  readonly cost: StackCost;
  /** Stacks whose state cannot be read, with why: they are not in the counts. */
  readonly damaged: readonly string[];
}

/** Sums up the stacks of an environment by project. */
export function projectStatuses(
  stacks: readonly CurrentCheckpoint[],
  region: string,
): readonly ProjectStatus[] {
  return PROJECTS.map((project) =>
    projectStatus(
      project,
      stacks.filter((stack) => stack.project === project),
      region,
    ),
  );
}

function projectStatus(
  project: Project,
  stacks: readonly CurrentCheckpoint[],
  region: string,
): ProjectStatus {
  const held = stacks.filter(holdsResources);
  const resources = held.flatMap(({ checkpoint }) => checkpoint?.resources ?? []);
  const newest = Math.max(...held.map(({ savedAt }) => savedAt.getTime()));
  return {
    project,
    deployed: held.length > 0,
    stacks: held.length,
    resources: resources.length,
    stateBytes: held.reduce((sum, { size }) => sum + size, 0),
    ...(held.length > 0 && { lastUpdate: new Date(newest).toISOString() }),
    cost: stackCost(
      resources.filter(({ custom, external }) => custom && !external),
      region,
    ),
    damaged: held.flatMap(({ stack, damage }) => (damage === undefined ? [] : [`${stack}: ${damage}`])),
  };
}
