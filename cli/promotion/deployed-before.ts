import { savedState } from "../../backend/checkpoints/saved-state";
import type { SourceCommit } from "../../backend/operations/operation-entry";
import { OperationsLog } from "../../backend/operations/operations-log";
import type { Deployed } from "../../backend/promotions/promotion-plan";
import type { StateBucket } from "../../backend/state-bucket";
import type { Environment, Project } from "../../contracts/environment";

/** What each project's stack runs, by its operations log; null: it has no resources; absent: nobody knows. */
export async function deployedBefore(
  bucket: StateBucket,
  environment: Environment,
  projects: readonly Project[],
): Promise<Deployed> {
  const found: Partial<Record<Project, SourceCommit | null>> = {};
  for (const project of projects) {
    const commit = (await hasResources(bucket, project, environment))
      ? await lastCommit(bucket, project, environment)
      : null;
    if (commit !== undefined) {
      found[project] = commit;
    }
  }
  return found;
}

async function hasResources(bucket: StateBucket, project: Project, stack: string): Promise<boolean> {
  const resources = (await savedState(bucket, { project, stack }))?.checkpoint.resources ?? [];
  return resources.some(({ custom, type }) => custom && !type.startsWith("pulumi:providers:"));
}

/** Of the last run that ended well: what a failed one has left is neither one commit nor the other. */
async function lastCommit(
  bucket: StateBucket,
  project: Project,
  stack: string,
): Promise<SourceCommit | undefined> {
  const entries = await new OperationsLog(bucket, { project, stack }).entries();
  return entries.findLast(
    ({ operation, outcome }) => (operation === "up" || operation === "bootstrap") && outcome === "succeeded",
  )?.commit;
}
