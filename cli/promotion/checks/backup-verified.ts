import { REPORTS } from "../../../backend/layout";
import type { ChecklistItem } from "../../../backend/promotions/promotion-plan";
import { listObjects, readObject, type StateBucket } from "../../../backend/state-bucket";
import type { Project } from "../../../contracts/environment";
import { drill } from "../../commands/drill/drill";
import type { Context } from "../../context";
import type { DrillReport } from "../../drill/drill-report";
import type { EnvironmentBackend } from "../../engine/environment-backend";
import { stateBucketOf } from "../../engine/state-bucket";
import { withoutResult } from "../../output/without-result";

const HOUR = 3_600_000;

/** Whether the states were restored to scratch, and opened there by the engine, within the last `maxAgeHours`. */
export async function backupVerified(
  context: Context,
  backend: EnvironmentBackend,
  projects: readonly Project[],
  maxAgeHours: number,
): Promise<ChecklistItem> {
  const last = await lastDrill(stateBucketOf(context, backend));
  const fault = faultOf(last, projects, context.clock.now(), maxAgeHours);
  return fault === undefined
    ? { name: "backup-verified", result: "pass", evidence: last ? [describe(last)] : [] }
    : { name: "backup-verified", result: "fail", evidence: [fault] };
}

/**
 * Restores the states to scratch when that is not verified, and says how it went.
 * @throws FleetError `DeploymentInterrupted`, `BackendUnavailable`
 */
export async function verifyBackup(
  context: Context,
  backend: EnvironmentBackend,
  projects: readonly Project[],
  maxAgeHours: number,
): Promise<ChecklistItem> {
  const known = await backupVerified(context, backend, projects, maxAgeHours);
  if (known.result === "pass") {
    return known;
  }
  context.output.line(`backup: ${known.evidence.join("; ")}: restoring to scratch`);
  try {
    await drill(withoutResult(context), backend.environment);
  } catch (error) {
    if ((error as Error).name !== "CheckFailed") {
      throw error;
    }
  }
  return backupVerified(context, backend, projects, maxAgeHours);
}

function faultOf(
  last: DrillReport | undefined,
  projects: readonly Project[],
  now: Date,
  maxAgeHours: number,
): string | undefined {
  if (!last) {
    return "no recovery drill is known";
  }
  if (!last.passed) {
    return `the recovery drill of ${last.startedAt} failed`;
  }
  if (now.getTime() - Date.parse(last.startedAt) > maxAgeHours * HOUR) {
    return `the last recovery drill, of ${last.startedAt}, is older than ${maxAgeHours} h`;
  }
  // What was never deployed has nothing to be restored; what was deployed since has.
  const rehearsed = last.stacks.map(({ project }) => project);
  const missing = projects.filter((project) => !rehearsed.includes(project));
  return missing.length === 0
    ? undefined
    : `the recovery drill of ${last.startedAt} is without ${missing.join(" and ")}`;
}

function describe({ startedAt, stacks }: DrillReport): string {
  const names = stacks.map(({ project, stack, resources }) => `${project} ${stack} (${resources} resources)`);
  return `recovery drill of ${startedAt}: restored to scratch and opened by the engine: ${names.join(", ")}`;
}

async function lastDrill(bucket: StateBucket): Promise<DrillReport | undefined> {
  let newest: string | undefined;
  for await (const { key } of listObjects(bucket, `${REPORTS}drill/`)) {
    newest = key.endsWith(".json") ? key : newest;
  }
  const stored = newest === undefined ? undefined : await readObject(bucket, newest);
  return stored && (JSON.parse(Buffer.from(stored.body).toString("utf8")) as DrillReport);
}
