import * as pulumi from "@pulumi/pulumi";
import { readConfiguration } from "../contracts/configuration";
import { parseRuntimeStack, type RuntimeStack } from "../contracts/workspace";
import { RUNTIME_CONFIGURATION, type RuntimeConfig } from "./config-keys";

/**
 * Reads the stack's configuration; the only place in this project that does. Its keys are in config-keys.ts.
 *
 * @throws FleetError `InvalidEnvironment`, `InvalidName`, `InvalidConfiguration`
 */
export function readConfig(): RuntimeConfig & RuntimeStack {
  const { environment, workspace } = parseRuntimeStack(pulumi.getStack());
  const config = readConfiguration(RUNTIME_CONFIGURATION, environment, pulumi.runtime.allConfig());
  return { ...config, ...(workspace !== undefined && { workspace }) };
}
