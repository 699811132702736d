import type { StateMachineArns } from "./alarms";
import { METRICS } from "./alarms";

/** One window of a burn rate: an alarm that tells nobody; several of them make one that does. */
export interface BurnAlarm {
  /** Logical name's last part; unique. */
  readonly name: string;
  readonly metrics: readonly BurnMetric[];
  /** Metric math over the ids of `metrics`: how many times faster than planned the error budget is used up. */
  readonly expression: string;
  /** Seconds that are looked back. */
  readonly window: number;
  /** The alarm is raised above this. */
  readonly rate: number;
}

export interface BurnMetric {
  readonly id: string;
  readonly metric: ReturnType<typeof METRICS.executions>;
  readonly statistic: string;
}

/** An objective of the environment, over 30 days. */
export interface ServiceLevel {
  /** Logical name's last part, and of the section in docs/runbook.md. */
  readonly name: "slo-success" | "slo-duration";
  readonly description: string;
  readonly burns: readonly BurnAlarm[];
  /** Rule of the composite alarm over the names that `physical` gives `burns`. */
  readonly rule: (physical: (name: string) => string) => string;
}

/** Of executions that ended, this share must not have failed. Rejected requests are their requesters' errors and count as done. */
export const SUCCESS_OBJECTIVE = 0.99;

/** Of deployments, this share must end within {@link DURATION_SECONDS} of being accepted. */
export const DURATION_OBJECTIVE = 0.95;
export const DURATION_SECONDS = 600;

/** Of fewer executions in a window a share says nothing. */
const RATED_FROM = 5;

/**
 * Burn rates with their windows in seconds: the long one says that it matters, the short one that it still goes on, so that the
 * alarm ends soon after its cause (Google's SRE workbook, chapter 5). 14.4 uses up 2 % of 30 days' budget in an hour, 6 uses
 * up 5 % in six hours.
 */
const BURNS = [
  { name: "fast", rate: 14.4, windows: { "1h": 3600, "5m": 300 } },
  { name: "slow", rate: 6, windows: { "6h": 21_600, "30m": 1800 } },
] as const;

export function serviceLevels({ deploy }: StateMachineArns): readonly ServiceLevel[] {
  const counted = (id: string, metricName: string): BurnMetric => ({
    id,
    metric: METRICS.executions(deploy, metricName),
    statistic: "Sum",
  });
  const time = METRICS.executions(deploy, "ExecutionTime");
  return [
    serviceLevel(
      "slo-success",
      `Deployments fail so fast that less than ${SUCCESS_OBJECTIVE * 100} % of a month's will have succeeded`,
      [
        counted("done", "ExecutionsSucceeded"),
        counted("failed", "ExecutionsFailed"),
        counted("late", "ExecutionsTimedOut"),
      ],
      ratio(
        "FILL(failed, 0) + FILL(late, 0)",
        "FILL(done, 0) + FILL(failed, 0) + FILL(late, 0)",
        SUCCESS_OBJECTIVE,
      ),
    ),
    serviceLevel(
      "slo-duration",
      `So many deployments take longer than ${DURATION_SECONDS / 60} minutes that less than ${DURATION_OBJECTIVE * 100} % of a month's will have been quicker`,
      [
        { id: "quick", metric: time, statistic: `PR(:${DURATION_SECONDS * 1000})` },
        { id: "ended", metric: time, statistic: "SampleCount" },
      ],
      ratio("ended * (100 - quick) / 100", "ended", DURATION_OBJECTIVE),
    ),
  ];
}

/** The share of `bad` in `all`, beside the share that the objective allows. */
function ratio(bad: string, all: string, objective: number): string {
  return `IF((${all}) >= ${RATED_FROM}, (${bad}) / (${all}) / ${Number((1 - objective).toFixed(4))}, 0)`;
}

function serviceLevel(
  name: ServiceLevel["name"],
  description: string,
  metrics: readonly BurnMetric[],
  expression: string,
): ServiceLevel {
  const burns = BURNS.map(({ name: burn, rate, windows }) =>
    Object.entries(windows).map(
      ([label, window]): BurnAlarm => ({
        name: `${name}-${burn}-${label}`,
        metrics,
        expression,
        window,
        rate,
      }),
    ),
  );
  return {
    name,
    description,
    burns: burns.flat(),
    rule: (physical) =>
      burns
        .map((windows) => windows.map((burn) => `ALARM("${physical(burn.name)}")`).join(" AND "))
        .map((both) => `(${both})`)
        .join(" OR "),
  };
}
