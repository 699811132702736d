import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { SFNClient } from "@aws-sdk/client-sfn";
import { FUNCTION_ENVIRONMENT } from "../../contracts/function-environment";
import { METRIC_NAMESPACE } from "../../contracts/metrics";
import { readEnvironment } from "../environment";
import { functionLog } from "../log";
import { once } from "../once";
import { type BatchAnswer, parseBatch } from "./stream-event";
import { type TriggerDependencies, type TriggerMetric, trigger } from "./trigger";

/** A batch of the request table's stream → executions of the state machines. */
export async function handle(event: unknown, dependencies: TriggerDependencies): Promise<BatchAnswer> {
  const failed = await trigger(
    parseBatch(event).map(({ sequenceNumber, record }) => ({
      sequenceNumber,
      change: record.eventName,
      before: record.dynamodb?.OldImage,
      after: record.dynamodb?.NewImage,
    })),
    dependencies,
  );
  return { batchItemFailures: failed === undefined ? [] : [{ itemIdentifier: failed }] };
}

const metrics = once(() => new Metrics({ namespace: METRIC_NAMESPACE, serviceName: "trigger" }));

const dependencies = once((): TriggerDependencies => {
  const environment = readEnvironment({
    deploy: FUNCTION_ENVIRONMENT.deployStateMachine,
    destroy: FUNCTION_ENVIRONMENT.cleanupStateMachine,
  });
  return {
    // a burst of requests is throttled at StartExecution first: wait here, before the stream has to retry
    client: new SFNClient({ maxAttempts: 8 }),
    stateMachines: environment,
    log: functionLog("trigger"),
    count: (metric: TriggerMetric) => metrics().addMetric(metric, MetricUnit.Count, 1),
  };
});

export async function handler(event: unknown): Promise<BatchAnswer> {
  try {
    return await handle(event, dependencies());
  } finally {
    metrics().publishStoredMetrics();
  }
}
