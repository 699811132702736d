import { ERROR_CATALOGUE } from "../../contracts/error-catalogue";
import { PIPELINE_ERROR_NAMES } from "../../contracts/errors";
import { LEASE_WATCH_SECONDS, RUNNER_CONTAINER, RUNNER_ENVIRONMENT } from "../../contracts/pipeline";
import type { Catcher, DefinitionArgs, Retrier, State } from "./definition";
import { named } from "./function-state";

/** The engine or the request is at fault: the same again would end the same. */
const GIVE_UP: Retrier = {
  ErrorEquals: PIPELINE_ERROR_NAMES.filter((name) => !ERROR_CATALOGUE[name].retry),
  MaxAttempts: 0,
};

/** The runner died or was told to stop in the middle: once more, from the checkpoint it left. */
export const RUN_AGAIN: Retrier = {
  ErrorEquals: [...named("TaskStopped", "DeploymentInterrupted"), "States.HeartbeatTimeout"],
  MaxAttempts: 1,
  IntervalSeconds: 5,
  BackoffRate: 2,
  MaxDelaySeconds: 60,
  JitterStrategy: "FULL",
};

/** The runner before it may need its 120 s stop timeout to let the lock go. */
export const WAIT_FOR_LOCK: Retrier = {
  ErrorEquals: named("StackLocked"),
  MaxAttempts: 10,
  IntervalSeconds: 10,
  BackoffRate: 1.5,
  MaxDelaySeconds: 60,
  JitterStrategy: "FULL",
};

/** Somebody may give a host back meanwhile. */
export const WAIT_FOR_CAPACITY: Retrier = {
  ErrorEquals: named("CapacityUnavailable"),
  MaxAttempts: 2,
  IntervalSeconds: 30,
  BackoffRate: 2,
  MaxDelaySeconds: 60,
  JitterStrategy: "FULL",
};

/** No capacity, throttling, an outage of ECS: whatever else keeps the task from starting. */
export const START_AGAIN: Retrier = {
  ErrorEquals: ["States.TaskFailed"],
  MaxAttempts: 8,
  IntervalSeconds: 5,
  BackoffRate: 2,
  MaxDelaySeconds: 60,
  JitterStrategy: "FULL",
};

/** The longest that a run and all its repetitions take, in seconds, delays included. */
export function runSeconds(runnerTimeoutSeconds: number): number {
  const delays = [RUN_AGAIN, WAIT_FOR_LOCK, WAIT_FOR_CAPACITY, START_AGAIN].map(
    ({ MaxAttempts, MaxDelaySeconds = 0 }) => MaxAttempts * MaxDelaySeconds,
  );
  // a run that was not started has taken no time to speak of, one that ends in StackLocked what it watched the lease
  const runs = 1 + RUN_AGAIN.MaxAttempts + WAIT_FOR_CAPACITY.MaxAttempts;
  const watching = WAIT_FOR_LOCK.MaxAttempts * LEASE_WATCH_SECONDS;
  return runs * runnerTimeoutSeconds + watching + delays.reduce((sum, delay) => sum + delay, 0);
}

/** Runs the runner's task and waits for its token; the answer goes to `$.result`. */
export function runState(args: DefinitionArgs, next: string, catchers: readonly Catcher[]): State {
  const variable = (name: keyof typeof RUNNER_ENVIRONMENT, value: string) => ({
    Name: RUNNER_ENVIRONMENT[name],
    "Value.$": value,
  });
  return {
    Type: "Task",
    Resource: "arn:aws:states:::ecs:runTask.waitForTaskToken",
    Parameters: {
      Cluster: args.clusterArn,
      TaskDefinition: args.taskDefinitionArn,
      LaunchType: "FARGATE",
      EnableExecuteCommand: false,
      PropagateTags: "TASK_DEFINITION",
      "StartedBy.$": "$.correlationId",
      NetworkConfiguration: {
        AwsvpcConfiguration: {
          Subnets: args.subnetIds,
          SecurityGroups: [args.securityGroupId],
          AssignPublicIp: "DISABLED",
        },
      },
      Overrides: {
        ContainerOverrides: [
          {
            Name: RUNNER_CONTAINER,
            Environment: [
              variable("taskToken", "$$.Task.Token"),
              variable("id", "$.id"),
              variable("generation", "States.JsonToString($.generation)"),
              variable("operation", "$.operation"),
              variable("fence", "States.JsonToString($.lease.fence)"),
              variable("correlationId", "$.correlationId"),
            ],
          },
        ],
      },
    },
    TimeoutSeconds: args.runnerTimeoutSeconds,
    HeartbeatSeconds: args.runnerHeartbeatSeconds,
    Retry: [GIVE_UP, RUN_AGAIN, WAIT_FOR_LOCK, WAIT_FOR_CAPACITY, START_AGAIN],
    Catch: catchers,
    ResultPath: "$.result",
    Next: next,
  };
}
