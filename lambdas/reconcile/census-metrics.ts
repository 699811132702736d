import { type Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { CENSUS_METRICS } from "../../contracts/metrics";
import type { Census } from "./census";

/** Tells CloudWatch what there is: every status, also those of no row, so that none stands still at its last number. */
export function censusMetrics(metrics: Metrics): (census: Census) => void {
  return ({ rows, oldestUnsettledSeconds }) => {
    for (const [status, count] of Object.entries(rows)) {
      const single = metrics.singleMetric();
      single.addDimension("status", status);
      single.addMetric(CENSUS_METRICS.rows, MetricUnit.Count, count);
    }
    metrics.addMetric(CENSUS_METRICS.oldest, MetricUnit.Seconds, oldestUnsettledSeconds);
  };
}
