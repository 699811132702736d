import type { BaseInterface } from "../contracts/base-interface";
import type { RuntimeConfig } from "./config-keys";

/** Registries that enclaves' images may come from, separated by commas: those configured, or the account's own. */
export function imageRegistries(config: RuntimeConfig, base: BaseInterface): string {
  const [ownRegistry = ""] = base.runnerRepositoryUrl.split("/");
  return (config.imageRegistries.length > 0 ? config.imageRegistries : [ownRegistry]).join(",");
}
