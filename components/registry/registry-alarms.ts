import type { Environment } from "../../contracts/environment";
import { registryNames } from "../../contracts/registry/registry-names";
import type { Metric } from "../metric-widgets";
import type { StateAlarm } from "../state-backend/state-alarms";

/** Seconds that one value is made of. */
const PERIOD = 5 * 60;

/** Seconds that an event may wait: three times what SQS needs to give a failed batch out again. */
const BEHIND_SECONDS = 15 * 60;

/** Batches that may fail in a period: a stack that is under many hands fails one, and is indexed by the next. */
const FAILED_BATCHES = 2;

/** Alarms on the way from the state bucket's events to the registry. No deployment waits for any of it. */
export function registryAlarms(environment: Environment): readonly StateAlarm[] {
  const { deadLetterQueue, eventQueue, indexFunction } = registryNames(environment);
  const ofQueue = (QueueName: string, metricName: string): Metric => ({
    namespace: "AWS/SQS",
    metricName,
    dimensions: { QueueName },
  });
  return [
    {
      name: "registry-dead-letters",
      description: "An event of the state bucket could not be indexed, so the registry may lack something",
      metric: ofQueue(deadLetterQueue, "ApproximateNumberOfMessagesVisible"),
      statistic: "Maximum",
      period: PERIOD,
      threshold: 0,
    },
    {
      name: "registry-behind",
      description: "Events of the state bucket wait, so the registry is behind the state",
      metric: ofQueue(eventQueue, "ApproximateAgeOfOldestMessage"),
      statistic: "Maximum",
      period: PERIOD,
      threshold: BEHIND_SECONDS,
    },
    {
      name: "registry-errors",
      description: "The function that indexes the state fails",
      metric: {
        namespace: "AWS/Lambda",
        metricName: "Errors",
        dimensions: { FunctionName: indexFunction },
      },
      statistic: "Sum",
      period: PERIOD,
      threshold: FAILED_BATCHES,
    },
  ];
}
