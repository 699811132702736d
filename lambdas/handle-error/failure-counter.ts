import { type Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { FAILURE_METRIC } from "../../contracts/metrics";
import type { NotifyFailure } from "./notify";

/** Counts failures by their cause; each at once, so that what the next one counts is not counted under its cause. */
export function failureCounter(metrics: Metrics): NotifyFailure {
  return async ({ reason }) => {
    metrics.addDimension("error", reason.error);
    metrics.addMetric(FAILURE_METRIC, MetricUnit.Count, 1);
    metrics.publishStoredMetrics();
  };
}
