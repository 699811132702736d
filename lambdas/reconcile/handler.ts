import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SNSClient } from "@aws-sdk/client-sns";
import { FleetError } from "../../contracts/errors";
import { FUNCTION_ENVIRONMENT } from "../../contracts/function-environment";
import { METRIC_NAMESPACE } from "../../contracts/metrics";
import { readEnvironment } from "../environment";
import { failureNotifier } from "../handle-error/failure-notifier";
import { functionLog } from "../log";
import { once } from "../once";
import { leaseHolders } from "../record/lease-holder";
import { RequestTable } from "../request-table";
import { keepCanary } from "./canary";
import { canaryMetrics } from "./canary-metrics";
import type { CanarySettings } from "./canary-step";
import { censusMetrics } from "./census-metrics";
import type { ReconcileDependencies, ReconcileMetric } from "./dependencies";
import { topicExpiryNotifier } from "./notify-expiry";
import { type ReconcileOutput, reconcile } from "./reconcile";

/** What of Lambda's context is used. */
interface Invocation {
  getRemainingTimeInMillis(): number;
}

/** Left for the rows that are being worked on when no further one is begun, in milliseconds. */
const RESERVE = 30_000;

/** A day's requests at once are throttled, and whom a settled row was not told to is not told later. */
const MAX_ATTEMPTS = 8;

const metrics = once(() => new Metrics({ namespace: METRIC_NAMESPACE, serviceName: "reconcile" }));

const dependencies = once((): ReconcileDependencies => {
  const environment = readEnvironment({
    environment: FUNCTION_ENVIRONMENT.environment,
    table: FUNCTION_ENVIRONMENT.requestTable,
    deploy: FUNCTION_ENVIRONMENT.deployStateMachine,
    destroy: FUNCTION_ENVIRONMENT.cleanupStateMachine,
    topic: FUNCTION_ENVIRONMENT.topic,
  });
  const dynamodb = new DynamoDBClient({ maxAttempts: MAX_ATTEMPTS });
  const sfn = new SFNClient({ maxAttempts: MAX_ATTEMPTS });
  return {
    dynamodb,
    tableName: environment.table,
    workspace: process.env[FUNCTION_ENVIRONMENT.workspace],
    table: new RequestTable(dynamodb, environment.table),
    sfn,
    stateMachines: environment,
    holders: leaseHolders(sfn, environment.environment),
    notify: failureNotifier(environment.environment, environment.topic, MAX_ATTEMPTS),
    notifyExpiry: topicExpiryNotifier(new SNSClient({ maxAttempts: MAX_ATTEMPTS }), environment.topic),
    log: functionLog("reconcile"),
    canary: canarySettings(),
    tellCanary: canaryMetrics(metrics()),
    tellCensus: censusMetrics(metrics()),
    count: (metric: ReconcileMetric, count = 1) => metrics().addMetric(metric, MetricUnit.Count, count),
    now: () => new Date(),
  };
});

function canarySettings(): CanarySettings | undefined {
  const { canaryImage: image, canaryMinutes: minutes } = FUNCTION_ENVIRONMENT;
  if (process.env[image] === undefined) {
    return undefined;
  }
  const settings = readEnvironment({ image, minutes });
  return { ...settings, minutes: Number(settings.minutes) };
}

/**
 * A schedule's event → rows that are as they should be.
 * @throws FleetError `PipelineFailed` when rows failed: Lambda counts it, and tries twice more
 */
export async function handle(
  dependencies: ReconcileDependencies,
  context: Invocation,
): Promise<ReconcileOutput> {
  const output = await reconcile(dependencies, () => context.getRemainingTimeInMillis() < RESERVE);
  const { rows, failed, whole } = output;
  dependencies.log.info("reconciled", { rows, failed, whole });
  if (dependencies.canary) {
    await keepCanary(dependencies.canary, dependencies);
  }
  if (failed > 0) {
    throw new FleetError(
      "PipelineFailed",
      `${failed} of ${rows} rows could not be reconciled: the log has the error of each`,
    );
  }
  return output;
}

export async function handler(_event: unknown, context: Invocation): Promise<ReconcileOutput> {
  try {
    return await handle(dependencies(), context);
  } finally {
    metrics().publishStoredMetrics();
  }
}
