import type { DescribeTask } from "../../backend/locks/liveness";
import type { Context } from "../context";
import type { EnvironmentBackend } from "./environment-backend";

/** Asks the environment's ECS about tasks. */
export function taskStatusOf(context: Context, { region }: EnvironmentBackend): DescribeTask {
  return ({ cluster, arn }) => {
    const { describeTask } =
      require("../../backend/locks/describe-task") as typeof import("../../backend/locks/describe-task");
    return describeTask(context.clients(region).ecs, { cluster, arn });
  };
}
