import { operationsPrefix } from "../../backend/layout";
import { readOperations } from "../../backend/operations/read-operations";
import type { EnclaveRequest } from "../../contracts/enclave-request";
import { executionName } from "../../contracts/names";
import { OPERATIONS, type Operation } from "../../contracts/operation";
import { runtimeNames } from "../../contracts/runtime-names";
import type { Context } from "../context";
import { deniedAction } from "../engine/denied-action";
import type { EnvironmentBackend } from "../engine/environment-backend";
import { stateBucketOf } from "../engine/state-bucket";
import { formatDuration } from "../output/duration";
import { executionEvents } from "./execution-events";
import { runnerEvents } from "./runner-events";
import type { StoryEvent } from "./story-event";

/** Generations that are looked at, the newest first: older ones are history that their row has left behind. */
export const GENERATIONS = 20;

/** What is recorded of a request. */
export interface Story {
  /** In order of time. */
  readonly events: readonly StoryEvent[];
  /** What of it these credentials may not read, as a requester's may not what runners write. */
  readonly unread: readonly UnreadSource[];
}

interface UnreadSource {
  readonly source: StoryEvent["source"];
  /** Action that AWS denied. */
  readonly denied: string;
}

/** All that is recorded of a request, as far as the credentials reach. */
export async function storyOf(
  context: Context,
  backend: EnvironmentBackend,
  request: EnclaveRequest,
): Promise<Story> {
  const { logs, ecs, finders } = context.clients(backend.region);
  const names = runtimeNames(backend.environment, request.workspace);
  const unread: UnreadSource[] = [];
  const read = async (source: StoryEvent["source"], work: () => Promise<readonly StoryEvent[]>) => {
    try {
      return await work();
    } catch (error) {
      const denied = deniedAction(error);
      if (denied === undefined) {
        throw error;
      }
      unread.push({ source, denied });
      return [];
    }
  };
  const executions = await read("execution", async () => {
    const each = executionsOf(backend, request).map((arn) => executionEvents(finders.sfn, arn));
    return (await Promise.all(each)).flat();
  });
  const run = await read("runner", () =>
    runnerEvents(
      { logs, ecs },
      {
        logGroup: names.runnerLogGroup,
        cluster: names.cluster,
        executions: [...new Set(executions.flatMap(({ execution = [] }) => execution))],
        since: new Date(executions[0]?.at ?? request.createdAt),
      },
    ).catch(emptyWhenMissing),
  );
  const operations = await read("operations log", () => operationEvents(context, backend, request.id));
  const events = [...rowEvents(request), ...executions, ...run, ...operations];
  return { events: events.sort((a, b) => a.at.localeCompare(b.at)), unread };
}

/** ARNs of the executions that the request may have had: their names follow from the row. */
function executionsOf(
  { environment, accountId, region }: EnvironmentBackend,
  { id, generation, workspace, execution = "" }: EnclaveRequest,
): readonly string[] {
  const names = runtimeNames(environment, workspace);
  const stateMachine: Readonly<Record<Operation, string>> = {
    deploy: names.deployStateMachine,
    destroy: names.cleanupStateMachine,
  };
  const generations = Array.from({ length: Math.min(generation, GENERATIONS) }, (_, age) => generation - age);
  const first = generations.reverse().flatMap((each) =>
    OPERATIONS.map((operation) => {
      const name = executionName({ id, generation: each, operation });
      return `arn:aws:states:${region}:${accountId}:execution:${stateMachine[operation]}:${name}`;
    }),
  );
  // the last one may be a repetition, by the reconciler
  return first.some((arn) => execution.startsWith(`${arn}-r`)) ? [...first, execution] : first;
}

function rowEvents({
  owner,
  createdAt,
  updatedAt,
  status,
  reason,
  desiredState,
}: EnclaveRequest): StoryEvent[] {
  const asked: StoryEvent = {
    at: createdAt,
    source: "request",
    text: `${owner} asked for it for the first time`,
    failed: false,
  };
  const now: StoryEvent = {
    at: updatedAt,
    source: "request",
    text: `${status}, wanted is ${desiredState}${reason ? ` (${reason.error}: ${reason.message})` : ""}`,
    failed: reason !== undefined,
  };
  return [asked, now];
}

async function operationEvents(
  context: Context,
  backend: EnvironmentBackend,
  stack: string,
): Promise<readonly StoryEvent[]> {
  const prefix = operationsPrefix({ project: "enclave", stack });
  const entries = await readOperations(stateBucketOf(context, backend), prefix);
  return entries.map(({ startedAt, durationSeconds, operation, outcome, who, reason }) => ({
    at: new Date(Date.parse(startedAt) + durationSeconds * 1000).toISOString(),
    source: "operations log",
    ...(who.run !== undefined && { execution: who.run }),
    text: `${operation} by ${who.user} ${outcome} after ${formatDuration(durationSeconds * 1000)}${reason ? `: ${reason}` : ""}`,
    failed: outcome !== "succeeded",
  }));
}

/** A runtime that was taken down has left no log group and no cluster: the rest of the story is still there. */
function emptyWhenMissing(error: Error): readonly StoryEvent[] {
  if (["ResourceNotFoundException", "ClusterNotFoundException"].includes(error.name)) {
    return [];
  }
  throw error;
}
