import type { Environment } from "../../contracts/environment";
import { FleetError } from "../../contracts/errors";
import {
  DEFAULT_REGISTRY_PHASE,
  REGISTRY_PHASE_KEY,
  REGISTRY_PHASES,
  type RegistryPhase,
} from "../../contracts/registry/registry-phase";
import { readSettings, settingsPath } from "./stack-settings";

/**
 * How far the environment has come with workspaces that were kept in files.
 * @throws FleetError `InvalidConfiguration`
 */
export function configuredPhase(home: string, environment: Environment): RegistryPhase {
  const value = readSettings(home, environment).config[REGISTRY_PHASE_KEY] ?? DEFAULT_REGISTRY_PHASE;
  const phase = REGISTRY_PHASES.find((known) => known === value);
  if (!phase) {
    throw new FleetError(
      "InvalidConfiguration",
      `${REGISTRY_PHASE_KEY} of ${settingsPath(home, environment)} is ${JSON.stringify(value)}: use one of ${REGISTRY_PHASES.join(", ")}`,
    );
  }
  return phase;
}
