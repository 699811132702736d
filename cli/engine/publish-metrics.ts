import type { Measurement } from "../../backend/metrics/publish-metrics";
import type { Context } from "../context";
import type { EnvironmentBackend } from "./environment-backend";

/** Gives `measurements` to CloudWatch. What is measured is done: that it could not be published is told, not thrown. */
export async function publishMetrics(
  context: Context,
  { environment, region }: EnvironmentBackend,
  measurements: readonly Measurement[],
): Promise<void> {
  const { publishMetrics: publish } =
    require("../../backend/metrics/publish-metrics") as typeof import("../../backend/metrics/publish-metrics");
  try {
    await publish(context.clients(region).cloudwatch, environment, context.clock.now(), measurements);
  } catch (error) {
    context.output.error(`metrics of ${environment} could not be published: ${(error as Error).message}`);
  }
}
