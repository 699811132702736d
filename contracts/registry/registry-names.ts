import type { Environment } from "../environment";
import { physicalName } from "../names";

/** Physical names of the registry's parts: one place, for permissions, policies and commands. */
export interface RegistryNames {
  readonly table: string;
  readonly eventQueue: string;
  readonly deadLetterQueue: string;
  readonly indexFunction: string;
  readonly indexRole: string;
}

export function registryNames(environment: Environment): RegistryNames {
  const name = (role: string) => physicalName(environment, role);
  return {
    table: name("registry"),
    eventQueue: name("state-events"),
    deadLetterQueue: name("state-events-dead-letters"),
    indexFunction: name("index-state"),
    indexRole: name("index-state"),
  };
}
