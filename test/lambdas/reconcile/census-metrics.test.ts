import { Metrics } from "@aws-lambda-powertools/metrics";
import { expect } from "chai";
import { CensusTaker } from "../../../lambdas/reconcile/census";
import { censusMetrics } from "../../../lambdas/reconcile/census-metrics";
import { NOW } from "../../support/request-fixture";

/** Lets its lines be seen, also those of the metrics that it makes for single values. */
class SeenMetrics extends Metrics {
  constructor(readonly lines: string[]) {
    super({ namespace: "Hyperion", serviceName: "reconcile" });
    Object.defineProperty(this, "console", {
      value: { ...console, log: (line: string) => lines.push(line) },
    });
  }

  override singleMetric(): Metrics {
    const single = super.singleMetric();
    Object.defineProperty(single, "console", { value: Reflect.get(this, "console") });
    return single;
  }
}

describe("censusMetrics", () => {
  it("writes every status with its dimension, and the age beside the other metrics of the run", () => {
    const metrics = new SeenMetrics([]);
    const taker = new CensusTaker();
    taker.add({ status: "DEPLOYING", changed: new Date(NOW.getTime() - 60_000) }, NOW);
    metrics.addMetric("RowsRead", "Count", 1);
    censusMetrics(metrics)(taker.census);
    metrics.publishStoredMetrics();

    const told = metrics.lines.map((line) => {
      const { _aws: emf, ...values } = JSON.parse(line);
      return [emf.CloudWatchMetrics[0].Dimensions[0].join(), values];
    });
    const ofStatus = (status: string, RowsByStatus: number) => [
      "service,status",
      { service: "reconcile", status, RowsByStatus },
    ];
    expect(told).to.deep.equal([
      ofStatus("PENDING", 0),
      ofStatus("REJECTED", 0),
      ofStatus("DEPLOYING", 1),
      ofStatus("DEPLOYED", 0),
      ofStatus("FAILED", 0),
      ofStatus("DESTROYING", 0),
      ofStatus("DESTROYED", 0),
      ["service", { service: "reconcile", RowsRead: 1, OldestUnsettledSeconds: 60 }],
    ]);
  });
});
