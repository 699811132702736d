import type { Suppression } from "./drift-suppressions";
import type { Environment } from "./environment";

/**
 * Environment variable by which a container that runs `fleet` gets the settings of its environment: JSON of
 * {@link TaskSettings}. Its image holds no Pulumi.<environment>.yaml, which changes more often than an image should.
 */
export const TASK_SETTINGS_VARIABLE = "FLEET_SETTINGS";

/**
 * Environment variable by which a program knows where Pulumi.<environment>.yaml and what lies beside it are, when that
 * is not the repository.
 */
export const HOME_VARIABLE = "FLEET_HOME";

/** What stands for Pulumi.<environment>.yaml where no program is run. */
export interface TaskSettings {
  readonly environment: Environment;
  readonly secretsprovider: string;
  /** Configuration by full key; `aws:region` at least. */
  readonly config: Readonly<Record<string, string>>;
  /** What stands for drift-suppressions.<environment>.yaml; absent when there is none. */
  readonly driftSuppressions?: readonly Suppression[];
}

/** Name of the file of the environment's drift suppressions, which lies beside its Pulumi.<environment>.yaml. */
export function suppressionsFile(environment: Environment): string {
  return `drift-suppressions.${environment}.yaml`;
}
