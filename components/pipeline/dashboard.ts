import { CANARY_METRICS, FAILURE_METRIC, METRIC_NAMESPACE } from "../../contracts/metrics";
import type { RuntimeNames } from "../../contracts/runtime-names";
import { STATUSES } from "../../contracts/status";
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

export interface DashboardArgs {
  readonly names: RuntimeNames;
  readonly stateMachineArns: StateMachineArns;
  readonly region: string;
  /** @default there is no canary */
  readonly canaryMinutes?: number;
}

/** The path from row to host, in its order; first what comes of it. */
function widgets({
  names,
  stateMachineArns: stateMachines,
  canaryMinutes,
}: DashboardArgs): readonly MetricWidget[] {
  return [
    { title: "Requests by status", statistic: "Maximum", metrics: STATUSES.map(METRICS.rows) },
    { title: "Oldest request without an end (s)", statistic: "Maximum", metrics: [METRICS.oldest] },
    ...(canaryMinutes === undefined
      ? []
      : [
          {
            title: "Canary: time until it was deployed (s)",
            statistic: "Maximum" as const,
            metrics: [METRICS.canary(CANARY_METRICS.seconds)],
          },
        ]),
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
      title: "Failures by cause",
      statistic: "Sum",
      metrics: [],
      search: {
        expression: `SEARCH('{${METRIC_NAMESPACE},service,error} MetricName="${FAILURE_METRIC}"', 'Sum', 300)`,
        label: "",
      },
    },
    ...(["p50", "p95"] as const).map((statistic) => ({
      title: `Time of a deployment, ${statistic} (ms)`,
      statistic,
      metrics: [METRICS.executions(stateMachines.deploy, "ExecutionTime")],
    })),
    {
      title: "Time of a step, p95 (ms): the runner's task, then functions",
      statistic: "p95",
      metrics: [
        METRICS.tasks("ServiceIntegrationTime"),
        ...Object.values(functionNames(names)).map(METRICS.duration),
      ],
    },
    {
      title: "Capacity: runner tasks, the account's on-demand vCPU, Lambda's concurrency",
      statistic: "Maximum",
      metrics: [METRICS.runnerTasks(names), METRICS.vcpus, METRICS.concurrency],
    },
    {
      title: "Pauses because AWS had no hosts",
      statistic: "Sum",
      metrics: [METRICS.capacityPauses],
    },
    {
      title: "Cost of the account this month (USD)",
      statistic: "Maximum",
      metrics: [METRICS.charges],
      // Wherever the account works, its bill is there, and changes a few times a day.
      region: "us-east-1",
      period: 21_600,
    },
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
export function dashboardBody(args: DashboardArgs): object {
  return metricWidgets(widgets(args), args.region);
}
