import type { Measurement } from "../../../backend/metrics/publish-metrics";
import type { Environment } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import { HYGIENE_METRICS } from "../../../contracts/state-metrics";
import type { Context } from "../../context";
import { checkedBackend, showBackend } from "../../engine/environment-backend";
import { publishMetrics } from "../../engine/publish-metrics";
import { stateBucketOf } from "../../engine/state-bucket";
import { access } from "../../hygiene/checks/access";
import { driftCheck } from "../../hygiene/checks/drift";
import { drillCheck } from "../../hygiene/checks/drill";
import { growth } from "../../hygiene/checks/growth";
import { history } from "../../hygiene/checks/history";
import { lifecycle } from "../../hygiene/checks/lifecycle";
import { locks } from "../../hygiene/checks/locks";
import { operationsLog } from "../../hygiene/checks/operations-log";
import { recoverability } from "../../hygiene/checks/recoverability";
import { registryCheck } from "../../hygiene/checks/registry";
import type { Hygiene, HygieneCheck } from "../../hygiene/hygiene-check";
import {
  type CheckedPart,
  findingsOf,
  type HygieneKind,
  type HygieneReport,
  hygieneMarkdown,
} from "../../hygiene/hygiene-report";
import { runChecks } from "../../hygiene/run-checks";
import { lastReport, storeReport } from "../../hygiene/stored-reports";

const DAILY: readonly HygieneCheck[] = [
  locks,
  driftCheck,
  growth,
  recoverability,
  operationsLog,
  registryCheck,
];
const WEEKLY: readonly HygieneCheck[] = [...DAILY, lifecycle, history];
const MONTHLY: readonly HygieneCheck[] = [...WEEKLY, access, drillCheck];

const CHECKS: Readonly<Record<HygieneKind, readonly HygieneCheck[]>> = {
  daily: DAILY,
  weekly: WEEKLY,
  monthly: MONTHLY,
};

/**
 * Looks after the environment's state, and leaves a report.
 * @throws FleetError `CheckFailed` when something was found, `DeploymentInterrupted`
 */
export async function hygiene(context: Context, kind: HygieneKind, environment: Environment): Promise<void> {
  const backend = await checkedBackend(context, environment);
  showBackend(context, backend);
  const bucket = stateBucketOf(context, backend);
  const started = context.clock.now();
  const last = await lastReport(bucket, kind);
  const before: Hygiene["before"] = (check) => last?.checks.find(({ name }) => name === check)?.facts;
  const checks = await runChecks({ context, backend, bucket, before }, CHECKS[kind]);
  const report: HygieneReport = {
    kind,
    environment,
    account: backend.accountId,
    region: backend.region,
    startedAt: started.toISOString(),
    durationSeconds: (context.clock.now().getTime() - started.getTime()) / 1000,
    checks,
  };
  const findings = findingsOf(report);
  await publishMetrics(context, backend, measurements(checks, findings.length));
  const key = await storeReport(bucket, report);
  context.output.result({ ...report, report: key }, () => context.output.line(hygieneMarkdown(report)));
  context.output.line(`report: ${key}.md and .json in ${backend.bucketName}`);
  if (findings.length > 0) {
    const count = findings.length === 1 ? "1 finding" : `${findings.length} findings`;
    throw new FleetError("CheckFailed", `hygiene ${kind} of ${environment}: ${count}`, findings);
  }
}

function measurements(checks: readonly CheckedPart[], findings: number): readonly Measurement[] {
  const measured = Object.assign({ findings }, ...checks.map((check) => check.measured)) as Partial<
    Record<keyof typeof HYGIENE_METRICS, number>
  >;
  return Object.entries(measured).map(([name, value]) => ({
    metric: HYGIENE_METRICS[name as keyof typeof HYGIENE_METRICS],
    value,
  }));
}
