import { type Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { CANARY_METRICS } from "../../contracts/metrics";
import type { TellCanary } from "./canary-step";

/** Tells CloudWatch what became of a canary. */
export function canaryMetrics(metrics: Metrics): TellCanary {
  return ({ succeeded, seconds }) => {
    metrics.addMetric(CANARY_METRICS.succeeded, MetricUnit.Count, succeeded ? 1 : 0);
    if (seconds !== undefined) {
      metrics.addMetric(CANARY_METRICS.seconds, MetricUnit.Seconds, seconds);
    }
  };
}
