import type { RuntimeNames } from "../../contracts/runtime-names";
import { functionNames, METRICS, type Metric, type StateMachineArns } from "./alarms";

interface Row {
  readonly title: string;
  readonly statistic: "Sum" | "Maximum";
  readonly metrics: readonly Metric[];
}

const EXECUTIONS = [
  "ExecutionsStarted",
  "ExecutionsSucceeded",
  "ExecutionsFailed",
  "ExecutionsTimedOut",
] as const;
const TRIGGER = ["ExecutionsStarted", "RecordsSkipped", "UnknownEvents", "RecordsFailed"] as const;
const TASKS = [
  "ServiceIntegrationsStarted",
  "ServiceIntegrationsSucceeded",
  "ServiceIntegrationsFailed",
  "ServiceIntegrationsTimedOut",
] as const;

/** The path from row to host, in its order. */
function rows(names: RuntimeNames, stateMachines: StateMachineArns): readonly Row[] {
  return [
    { title: "Age of the stream (ms)", statistic: "Maximum", metrics: [METRICS.iteratorAge(names)] },
    { title: "Trigger", statistic: "Sum", metrics: TRIGGER.map(METRICS.trigger) },
    { title: "Dead letters", statistic: "Maximum", metrics: [METRICS.deadLetters(names)] },
    ...Object.entries(stateMachines).map(([machine, arn]) => ({
      title: `Executions: ${machine}`,
      statistic: "Sum" as const,
      metrics: EXECUTIONS.map((metricName) => METRICS.executions(arn, metricName)),
    })),
    { title: "Runner tasks", statistic: "Sum", metrics: TASKS.map(METRICS.tasks) },
    {
      title: "Function errors",
      statistic: "Sum",
      metrics: Object.values(functionNames(names)).map(METRICS.errors),
    },
    {
      title: "Function throttles",
      statistic: "Sum",
      metrics: Object.values(functionNames(names)).map(METRICS.throttles),
    },
  ];
}

const WIDTH = 12;
const HEIGHT = 6;

/** Body of the dashboard: two widgets beside each other. */
export function dashboardBody(names: RuntimeNames, stateMachines: StateMachineArns, region: string): object {
  return {
    widgets: rows(names, stateMachines).map(({ title, statistic, metrics }, index) => ({
      type: "metric",
      x: (index % 2) * WIDTH,
      y: Math.floor(index / 2) * HEIGHT,
      width: WIDTH,
      height: HEIGHT,
      properties: {
        title,
        region,
        stat: statistic,
        period: 300,
        metrics: metrics.map(({ namespace, metricName, dimensions }) => [
          namespace,
          metricName,
          ...Object.entries(dimensions).flat(),
        ]),
      },
    })),
  };
}
