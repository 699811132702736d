import type { DescribeTask } from "../../backend/liveness";
import type { Context } from "../context";
import type { EnvironmentBackend } from "./environment-backend";

/** Asks the environment's ECS about tasks. */
export function taskStatusOf(context: Context, { region }: EnvironmentBackend): DescribeTask {
  return ({ cluster, arn }) => {
    const { describeTask } =
      require("../../backend/describe-task") as typeof import("../../backend/describe-task");
    return describeTask(context.clients(region).ecs, { cluster, arn });
  };
}
