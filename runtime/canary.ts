import type { Canary } from "../components/pipeline/reconciler";
import type { RuntimeConfig } from "./config-keys";

/** The environment's canary, where one is configured: then it has an image. */
export function canaryOf(config: Pick<RuntimeConfig, "canaryImage" | "canaryMinutes">): Canary | undefined {
  const { canaryImage: image, canaryMinutes: minutes } = config;
  return image !== undefined && minutes !== undefined ? { image, minutes } : undefined;
}
