import type * as pulumi from "@pulumi/pulumi";

/** One metric of CloudWatch. */
export interface Metric {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, pulumi.Input<string>>>;
}

/** One widget: metrics in one picture. */
export interface MetricWidget {
  readonly title: string;
  readonly statistic: "Average" | "Maximum" | "Sum" | "p50" | "p95";
  readonly metrics: readonly Metric[];
  /** Metrics that are looked for: which there are, is not known. */
  readonly search?: { readonly expression: string; readonly label: string };
  /** Where the metrics are. @default the dashboard's region */
  readonly region?: string;
  /** Seconds. @default 300 */
  readonly period?: number;
}

const WIDTH = 12;
const HEIGHT = 6;

/** Body of a dashboard: two widgets beside each other. */
export function metricWidgets(widgets: readonly MetricWidget[], region: string): object {
  return {
    widgets: widgets.map(({ title, statistic, metrics, search, region: elsewhere, period = 300 }, index) => ({
      type: "metric",
      x: (index % 2) * WIDTH,
      y: Math.floor(index / 2) * HEIGHT,
      width: WIDTH,
      height: HEIGHT,
      properties: {
        title,
        region: elsewhere ?? region,
        stat: statistic,
        period,
        metrics: [
          ...metrics.map(({ namespace, metricName, dimensions }) => [
            namespace,
            metricName,
            ...Object.entries(dimensions).flat(),
          ]),
          ...(search ? [[search]] : []),
        ],
      },
    })),
  };
}
