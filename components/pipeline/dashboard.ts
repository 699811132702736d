import type { RuntimeNames } from "../../contracts/runtime-names";
import { type MetricWidget, metricWidgets } from "../metric-widgets";
import { functionNames, METRICS, type StateMachineArns } from "./alarms";

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
function widgets(names: RuntimeNames, stateMachines: StateMachineArns): readonly MetricWidget[] {
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

/** Body of the dashboard. */
export function dashboardBody(names: RuntimeNames, stateMachines: StateMachineArns, region: string): object {
  return metricWidgets(widgets(names, stateMachines), region);
}
