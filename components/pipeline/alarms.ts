import type * as pulumi from "@pulumi/pulumi";
import {
  CANARY_METRICS,
  CAPACITY_PAUSE_METRIC,
  CENSUS_METRICS,
  METRIC_NAMESPACE,
} from "../../contracts/metrics";
import type { RuntimeNames } from "../../contracts/runtime-names";
import type { Status } from "../../contracts/status";
import type { Metric } from "../metric-widgets";
import type { FunctionName } from "./function-bundle";

/** An alarm on one metric, summed or at its highest over five minutes. */
export interface Alarm {
  /** Logical name's last part; unique. */
  readonly name: string;
  /** Anchor of its section in docs/runbook.md. @default name */
  readonly section?: string;
  /** What is wrong, for the person who reads the notification. */
  readonly description: string;
  readonly metric: Metric;
  readonly statistic: "Sum" | "Maximum";
  /** The alarm is raised above this. */
  readonly threshold: number;
  /** Seconds within which a value is expected: raised when three times no value came that reached `threshold`. */
  readonly expectedEvery?: number;
  /** Whether it stays as it is while there is no value, which comes at intervals. @default silence is good */
  readonly keepsInSilence?: boolean;
}

/** What Step Functions calls the runner's step in its metrics. */
const RUN_TASK = "arn:aws:states:::ecs:runTask.waitForTaskToken";

const ITERATOR_AGE_MS = 5 * 60 * 1000;

/** Longer than three tries of half an hour, with the pauses between them. */
const OLDEST_SECONDS = 2 * 60 * 60;

function functionMetric(functionName: string, metricName: string): Metric {
  return { namespace: "AWS/Lambda", metricName, dimensions: { FunctionName: functionName } };
}

/** Physical names of the functions that requests need. What the chat has not got ends in the dead-letter queue. */
export function functionNames(
  names: RuntimeNames,
): Readonly<Record<Exclude<FunctionName, "notify-webhook">, string>> {
  return {
    trigger: names.triggerFunction,
    validate: names.validateFunction,
    record: names.recordFunction,
    "handle-error": names.handleErrorFunction,
    "task-stopped": names.taskStoppedFunction,
    reconcile: names.reconcileFunction,
  };
}

/** The metrics that alarms and dashboard look at. */
export const METRICS = {
  iteratorAge: (names: RuntimeNames) => functionMetric(names.triggerFunction, "IteratorAge"),
  errors: (functionName: string) => functionMetric(functionName, "Errors"),
  duration: (functionName: string) => functionMetric(functionName, "Duration"),
  throttles: (functionName: string) => functionMetric(functionName, "Throttles"),
  deadLetters: (names: RuntimeNames): Metric => ({
    namespace: "AWS/SQS",
    metricName: "ApproximateNumberOfMessagesVisible",
    dimensions: { QueueName: names.deadLetterQueue },
  }),
  executions: (stateMachineArn: pulumi.Input<string>, metricName: string): Metric => ({
    namespace: "AWS/States",
    metricName,
    dimensions: { StateMachineArn: stateMachineArn },
  }),
  tasks: (metricName: string): Metric => ({
    namespace: "AWS/States",
    metricName,
    dimensions: { ServiceIntegrationResourceArn: RUN_TASK },
  }),
  runnerTasks: ({ cluster }: RuntimeNames): Metric => ({
    namespace: "ECS/ContainerInsights",
    metricName: "TaskCount",
    dimensions: { ClusterName: cluster },
  }),
  vcpus: {
    namespace: "AWS/Usage",
    metricName: "ResourceCount",
    dimensions: { Service: "EC2", Type: "Resource", Resource: "vCPU", Class: "Standard/OnDemand" },
  },
  concurrency: { namespace: "AWS/Lambda", metricName: "ConcurrentExecutions", dimensions: {} },
  charges: { namespace: "AWS/Billing", metricName: "EstimatedCharges", dimensions: { Currency: "USD" } },
  capacityPauses: {
    namespace: METRIC_NAMESPACE,
    metricName: CAPACITY_PAUSE_METRIC,
    dimensions: { service: "record" },
  },
  trigger: (metricName: string): Metric => ({
    namespace: METRIC_NAMESPACE,
    metricName,
    dimensions: { service: "trigger" },
  }),
  rows: (status: Status): Metric => ({
    namespace: METRIC_NAMESPACE,
    metricName: CENSUS_METRICS.rows,
    dimensions: { service: "reconcile", status },
  }),
  canary: (metricName: string): Metric => ({
    namespace: METRIC_NAMESPACE,
    metricName,
    dimensions: { service: "reconcile" },
  }),
  oldest: {
    namespace: METRIC_NAMESPACE,
    metricName: CENSUS_METRICS.oldest,
    dimensions: { service: "reconcile" },
  },
} as const;

/** ARNs by the part that they have in alarm names. */
export type StateMachineArns = Readonly<Record<"deploy" | "cleanup", pulumi.Input<string>>>;

/** One section speaks of all that keeps runner tasks from doing their work. */
const TASK_SECTION = "deploy-throttled-cleanup-throttled-tasks-failed-tasks-timed-out";

/** Alarms of which one says that requests do not get through, whatever single ones did. */
export const BROKEN = {
  description: "The pipeline is broken: requests wait, run out of time, or fail far more often than they may",
  alarms: [
    "iterator-age",
    "deploy-timed-out",
    "cleanup-timed-out",
    "trigger-throttled",
    "record-throttled",
    "handle-error-throttled",
    "slo-success",
  ],
} as const;

/**
 * Every alarm of the path from a request's row to its host.
 * @param canaryMinutes from one canary to the next; without it there is none
 */
export function pipelineAlarms(
  names: RuntimeNames,
  stateMachines: StateMachineArns,
  canaryMinutes?: number,
): readonly Alarm[] {
  return [
    ...(canaryMinutes === undefined ? [] : [canaryAlarm(canaryMinutes)]),
    {
      name: "iterator-age",
      description: "Requests wait in the stream: the trigger fails or is too slow",
      metric: METRICS.iteratorAge(names),
      statistic: "Maximum",
      threshold: ITERATOR_AGE_MS,
    },
    {
      name: "dead-letters",
      description: "Records or events could not be processed: look into the dead-letter queue",
      metric: METRICS.deadLetters(names),
      statistic: "Maximum",
      threshold: 0,
    },
    {
      name: "execution-conflicts",
      description: "An execution's name was taken by another input: somebody starts executions by hand",
      metric: METRICS.trigger("ExecutionConflicts"),
      statistic: "Sum",
      threshold: 0,
    },
    ...Object.entries(stateMachines).flatMap(([machine, arn]) => executionAlarms(machine, arn)),
    {
      name: "tasks-failed",
      section: TASK_SECTION,
      description: "Runner tasks failed: see the log of the runner",
      metric: METRICS.tasks("ServiceIntegrationsFailed"),
      statistic: "Sum",
      threshold: 0,
    },
    {
      name: "tasks-timed-out",
      section: TASK_SECTION,
      description: "Runner tasks fell silent or took too long",
      metric: METRICS.tasks("ServiceIntegrationsTimedOut"),
      statistic: "Sum",
      threshold: 0,
    },
    {
      name: "capacity-paused",
      description: "AWS has no hosts to give: deployments found none three times in a row, and all wait",
      metric: METRICS.capacityPauses,
      statistic: "Sum",
      threshold: 0,
    },
    {
      name: "reconcile-errors",
      description: "Requests could not be reconciled: the log of the function names each, with its error",
      metric: METRICS.errors(names.reconcileFunction),
      statistic: "Sum",
      threshold: 0,
    },
    {
      name: "oldest-request",
      description: "A request has been waiting or at work for more than two hours",
      metric: METRICS.oldest,
      statistic: "Maximum",
      threshold: OLDEST_SECONDS,
      keepsInSilence: true,
    },
    ...Object.entries(functionNames(names)).map(
      ([name, functionName]): Alarm => ({
        name: `${name}-throttled`,
        section: "name-throttled",
        description: `Lambda throttles ${functionName}: the account's concurrency is used up`,
        metric: METRICS.throttles(functionName),
        statistic: "Sum",
        threshold: 0,
      }),
    ),
  ];
}

function canaryAlarm(minutes: number): Alarm {
  return {
    name: "canary",
    description: "No canary has been deployed for three times as long as it takes from one to the next",
    metric: METRICS.canary(CANARY_METRICS.succeeded),
    statistic: "Sum",
    threshold: 1,
    expectedEvery: 60 * minutes,
  };
}

function executionAlarms(machine: string, arn: pulumi.Input<string>): readonly Alarm[] {
  const alarm = (name: string, metricName: string, description: string): Alarm => ({
    name: `${machine}-${name}`,
    section: name === "throttled" ? TASK_SECTION : `deploy-${name}-cleanup-${name}`,
    description,
    metric: METRICS.executions(arn, metricName),
    statistic: "Sum",
    threshold: 0,
  });
  return [
    alarm("failed", "ExecutionsFailed", `Executions of ${machine} failed: the requests' rows say why`),
    alarm(
      "timed-out",
      "ExecutionsTimedOut",
      `Executions of ${machine} ran out of time, without telling their rows`,
    ),
    alarm("throttled", "ExecutionThrottled", `Step Functions throttles ${machine}`),
  ];
}
