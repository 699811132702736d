/**
 * How far an environment has come with workspaces that were kept in files, in the order of the steps:
 *
 * - `read-only`: the registry only repeats what is elsewhere, also for new workspaces
 * - `registry-first`: a new workspace has its row before it has a state
 * - `move-in`: what moves in is the registry's from then on, and its metadata file is not believed any more
 * - `state-only`: metadata files are not read at all; of the files only the states count
 */
export const REGISTRY_PHASES = ["read-only", "registry-first", "move-in", "state-only"] as const;
export type RegistryPhase = (typeof REGISTRY_PHASES)[number];

export const DEFAULT_REGISTRY_PHASE: RegistryPhase = "registry-first";

/** Key of Pulumi.<environment>.yaml that says the phase. */
export const REGISTRY_PHASE_KEY = "state:registryPhase";

/** Whether a new workspace is written into the registry before it has a state. */
export function isRegistryFirst(phase: RegistryPhase): boolean {
  return phase !== "read-only";
}

/** Whether the registry is believed, and not the metadata file, of a workspace that moves in. */
export function isTruthOfFiles(phase: RegistryPhase): boolean {
  return phase === "move-in" || phase === "state-only";
}
