import { type CloudWatchClient, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import type { Environment } from "../../contracts/environment";
import { type MetricDefinition, STATE_METRIC_NAMESPACE } from "../../contracts/state-metrics";

/** One value of a metric. */
export interface Measurement {
  readonly metric: MetricDefinition;
  readonly value: number;
  /** Besides the environment. */
  readonly dimensions?: Readonly<Record<string, string>>;
}

/**
 * Gives what was measured at `time` in `environment` to CloudWatch, by one call.
 * @throws Error as CloudWatch does
 */
export async function publishMetrics(
  cloudwatch: CloudWatchClient,
  environment: Environment,
  time: Date,
  measurements: readonly Measurement[],
): Promise<void> {
  await cloudwatch.send(
    new PutMetricDataCommand({
      Namespace: STATE_METRIC_NAMESPACE,
      MetricData: measurements.map(({ metric, value, dimensions }) => ({
        MetricName: metric.name,
        Unit: metric.unit,
        Value: value,
        Timestamp: time,
        Dimensions: dimensionsOf(environment, dimensions),
      })),
    }),
  );
}

function dimensionsOf(environment: Environment, others: Readonly<Record<string, string>> = {}) {
  return Object.entries({ Environment: environment, ...others }).map(([Name, Value]) => ({ Name, Value }));
}
