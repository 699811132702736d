import { type CloudWatchLogsClient, paginateFilterLogEvents } from "@aws-sdk/client-cloudwatch-logs";

/** A line that the runner, or the engine through it, wrote for an execution. */
export interface RunnerLine {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly execution: string;
  /** Id of the ECS task. */
  readonly task: string;
  readonly text: string;
  readonly failed: boolean;
  /** CloudWatch's own; a line has the same one whenever it is read. */
  readonly eventId: string;
}

export interface RunnerLogQuery {
  readonly logGroup: string;
  readonly execution: string;
  readonly since: Date;
}

/** The lines of an execution, in their order. */
export async function* runnerLines(
  client: CloudWatchLogsClient,
  { logGroup, execution, since }: RunnerLogQuery,
): AsyncGenerator<RunnerLine> {
  const pages = paginateFilterLogEvents(
    { client },
    { logGroupName: logGroup, startTime: since.getTime(), filterPattern: `"${execution}"` },
  );
  for await (const { events = [] } of pages) {
    for (const { message = "", timestamp = 0, logStreamName = "", eventId } of events) {
      const line = readLine(message);
      // The pattern finds the words in any field: `vault-g1-deploy` may be part of another's.
      if (line?.correlationId === execution) {
        yield {
          at: new Date(timestamp).toISOString(),
          execution,
          task: logStreamName.slice(logStreamName.lastIndexOf("/") + 1),
          text: [line.message, ...(line.details ?? [])].join("; "),
          failed: line.level === "ERROR",
          eventId: eventId ?? `${logStreamName} ${timestamp} ${message}`,
        };
      }
    }
  }
}

interface Line {
  readonly level?: string;
  readonly message?: string;
  readonly correlationId?: string;
  readonly details?: readonly string[];
}

/** What is no line of the runner's, such as Node's own words about a crash, has no execution. */
function readLine(text: string): Line | undefined {
  try {
    return JSON.parse(text) as Line;
  } catch {
    return undefined;
  }
}
