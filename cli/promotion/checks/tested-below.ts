import type { OperationEntry } from "../../../backend/operations/operation-entry";
import { OperationsLog } from "../../../backend/operations/operations-log";
import type { ChecklistItem } from "../../../backend/promotions/promotion-plan";
import type { StateBucket } from "../../../backend/state-bucket";
import type { Project } from "../../../contracts/environment";
import type { Context } from "../../context";
import { stackDrift } from "../../drift/stack-drift";
import { isExpired, readSuppressions } from "../../drift/suppressions";
import { type EnvironmentBackend, targetOf } from "../../engine/environment-backend";
import { stateBucketOf } from "../../engine/state-bucket";

/** What changes what is deployed. */
const DEPLOYMENTS = ["up", "bootstrap", "destroy", "down"];

/** The newest deployment of a stack that was begun; undefined when there is none. */
async function lastDeployment(
  bucket: StateBucket,
  project: Project,
  stack: string,
): Promise<OperationEntry | undefined> {
  const entries = await new OperationsLog(bucket, { project, stack }).entries();
  return entries.findLast(
    ({ operation, outcome }) => DEPLOYMENTS.includes(operation) && outcome !== "refused",
  );
}

/** Whether `commit` is what runs in the environment below, was deployed there without a failure, and still is so. */
export async function testedBelow(
  context: Context,
  backend: EnvironmentBackend,
  projects: readonly Project[],
  commit: string,
): Promise<ChecklistItem> {
  const bucket = stateBucketOf(context, backend);
  const evidence: string[] = [];
  const faults: string[] = [];
  for (const project of projects) {
    const name = `${project} ${backend.environment}`;
    const last = await lastDeployment(bucket, project, backend.environment);
    const fault = faultOf(last, commit);
    if (fault) {
      faults.push(`${name}: ${fault}; run \`fleet up ${name}\` from commit ${commit.slice(0, 12)}`);
      continue;
    }
    const drifted = await driftOf(context, backend, project);
    if (drifted > 0) {
      const what = drifted === 1 ? "1 resource is" : `${drifted} resources are`;
      faults.push(`${name}: ${what} not as deployed; run \`fleet drift ${name}\``);
      continue;
    }
    evidence.push(
      `${name}: ${last?.operation} ${last?.sequence} of ${last?.startedAt} from ${commit.slice(0, 12)} succeeded, no drift`,
    );
  }
  return faults.length === 0
    ? { name: "tested-below", result: "pass", evidence }
    : { name: "tested-below", result: "fail", evidence: faults };
}

function faultOf(last: OperationEntry | undefined, commit: string): string | undefined {
  if (!last) {
    return "was never deployed";
  }
  const { operation, outcome, startedAt } = last;
  if (operation === "destroy" || operation === "down") {
    return `was destroyed at ${startedAt}`;
  }
  if (outcome !== "succeeded") {
    return `the last ${operation}, of ${startedAt}, ${outcome === "failed" ? "failed" : `was ${outcome}`}`;
  }
  if (last.commit?.id !== commit) {
    return `runs ${last.commit ? `commit ${last.commit.id.slice(0, 12)}` : "what is in no commit"}`;
  }
  return last.commit.dirty ? "was deployed with changes that are in no commit" : undefined;
}

async function driftOf(context: Context, backend: EnvironmentBackend, project: Project): Promise<number> {
  const now = context.clock.now();
  const suppressions = readSuppressions(context.home, backend.environment).filter(
    (one) => !isExpired(one, now),
  );
  const { resources } = await stackDrift(context, backend, targetOf(context, project, backend), suppressions);
  return resources.length;
}
