import * as pulumi from "@pulumi/pulumi";
import { readConfiguration } from "../contracts/configuration";
import { STATE_CONFIGURATION, type StateConfig } from "./config-keys";

/**
 * Reads the stack's configuration; the only place in this project that does. Its keys are in config-keys.ts.
 *
 * @throws FleetError `InvalidEnvironment`, `InvalidConfiguration`
 */
export function readConfig(): StateConfig {
  return readConfiguration(STATE_CONFIGURATION, pulumi.getStack(), pulumi.runtime.allConfig());
}
