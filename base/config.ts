import * as pulumi from "@pulumi/pulumi";
import { readConfiguration } from "../contracts/configuration";
import { BASE_CONFIGURATION, type BaseConfig } from "./config-keys";

/**
 * Reads the stack's configuration; the only place in this project that does. Its keys are in config-keys.ts.
 *
 * @throws FleetError `InvalidEnvironment`, `InvalidConfiguration`
 */
export function readConfig(): BaseConfig {
  return readConfiguration(BASE_CONFIGURATION, pulumi.getStack(), pulumi.runtime.allConfig());
}
