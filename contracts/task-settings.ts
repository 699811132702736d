/**
 * Environment variable by which a container that runs `fleet` gets the settings of its environment: JSON of
 * {@link TaskSettings}. Its image holds no Pulumi.<environment>.yaml, which changes more often than an image should.
 */
export const TASK_SETTINGS_VARIABLE = "FLEET_SETTINGS";

/** What stands for Pulumi.<environment>.yaml where no program is run. */
export interface TaskSettings {
  readonly environment: string;
  readonly secretsprovider: string;
  /** Configuration by full key; `aws:region` at least. */
  readonly config: Readonly<Record<string, string>>;
}
