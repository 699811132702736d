import * as pulumi from "@pulumi/pulumi";
import { Configuration, type FleetSettings, fleetSettings } from "../contracts/configuration";

export interface StateConfig extends FleetSettings {
  /**
   * `state:protectData`: whether bucket and key are protected from deletion.
   * @default true
   */
  readonly protectData: boolean;
  /**
   * `state:noncurrentVersionDays`: how long an older version of a checkpoint can be restored.
   * @default 90
   */
  readonly noncurrentVersionDays: number;
  /**
   * `state:accessLogDays`: how long it is known who touched the state.
   * @default 365
   */
  readonly accessLogDays: number;
  /**
   * `state:keyDeletionWindowDays`: days in which a deleted key can be called back.
   * @default 30
   */
  readonly keyDeletionWindowDays: number;
}

/**
 * Reads the stack's configuration; the only place in this project that does.
 *
 * @throws FleetError `InvalidEnvironment`, `InvalidConfiguration`
 */
export function readConfig(): StateConfig {
  const values = pulumi.runtime.allConfig();
  const state = new Configuration("state", values);
  const config: StateConfig = {
    ...fleetSettings(pulumi.getStack(), values),
    protectData: state.flag("protectData", true),
    noncurrentVersionDays: state.wholeNumber("noncurrentVersionDays", { min: 1, max: 3650 }, 90),
    accessLogDays: state.wholeNumber("accessLogDays", { min: 1, max: 3650 }, 365),
    keyDeletionWindowDays: state.wholeNumber("keyDeletionWindowDays", { min: 7, max: 30 }, 30),
  };
  state.assertNoUnknownKeys();
  return config;
}
