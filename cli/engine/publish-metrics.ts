import type { Environment } from "../../contracts/environment";
import { type MetricDefinition, STATE_METRIC_NAMESPACE } from "../../contracts/state-metrics";
import type { Context } from "../context";
import type { EnvironmentBackend } from "./environment-backend";

/** One value of a metric. */
export interface Measurement {
  readonly metric: MetricDefinition;
  readonly value: number;
  /** Besides the environment. */
  readonly dimensions?: Readonly<Record<string, string>>;
}

/** Gives `measurements` to CloudWatch. What is measured is done: that it could not be published is told, not thrown. */
export async function publishMetrics(
  context: Context,
  { environment, region }: EnvironmentBackend,
  measurements: readonly Measurement[],
): Promise<void> {
  const { PutMetricDataCommand } =
    require("@aws-sdk/client-cloudwatch") as typeof import("@aws-sdk/client-cloudwatch");
  const Timestamp = context.clock.now();
  try {
    await context.clients(region).cloudwatch.send(
      new PutMetricDataCommand({
        Namespace: STATE_METRIC_NAMESPACE,
        MetricData: measurements.map(({ metric, value, dimensions }) => ({
          MetricName: metric.name,
          Unit: metric.unit,
          Value: value,
          Timestamp,
          Dimensions: dimensionsOf(environment, dimensions),
        })),
      }),
    );
  } catch (error) {
    context.output.error(`metrics of ${environment} could not be published: ${(error as Error).message}`);
  }
}

function dimensionsOf(environment: Environment, others: Readonly<Record<string, string>> = {}) {
  return Object.entries({ Environment: environment, ...others }).map(([Name, Value]) => ({ Name, Value }));
}
