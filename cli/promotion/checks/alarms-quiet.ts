import type { ChecklistItem } from "../../../backend/promotions/promotion-plan";
import { physicalName } from "../../../contracts/names";
import { matchesPattern } from "../../../contracts/text-pattern";
import type { Context } from "../../context";
import type { EnvironmentBackend } from "../../engine/environment-backend";

/** Whether no alarm of the environment is raised, but those that are tolerated. */
export async function alarmsQuiet(
  context: Context,
  { environment, region }: EnvironmentBackend,
  tolerated: readonly string[],
): Promise<ChecklistItem> {
  const { paginateDescribeAlarms } =
    require("@aws-sdk/client-cloudwatch") as typeof import("@aws-sdk/client-cloudwatch");
  const pages = paginateDescribeAlarms(
    { client: context.clients(region).cloudwatch },
    { AlarmNamePrefix: physicalName(environment, "") },
  );
  let count = 0;
  const raised: string[] = [];
  const accepted: string[] = [];
  for await (const { MetricAlarms = [], CompositeAlarms = [] } of pages) {
    for (const { AlarmName = "", StateValue, StateUpdatedTimestamp } of [
      ...MetricAlarms,
      ...CompositeAlarms,
    ]) {
      count += 1;
      if (StateValue === "ALARM") {
        const since = StateUpdatedTimestamp ? ` since ${StateUpdatedTimestamp.toISOString()}` : "";
        const list = tolerated.some((pattern) => matchesPattern(pattern, AlarmName)) ? accepted : raised;
        list.push(`${AlarmName} is raised${since}`);
      }
    }
  }
  return {
    name: "alarms-quiet",
    result: raised.length === 0 ? "pass" : "fail",
    evidence: [
      ...raised,
      ...accepted.map((text) => `${text}, which promotion-policy.yaml tolerates`),
      `${count} alarms of ${environment} looked at`,
    ],
  };
}
