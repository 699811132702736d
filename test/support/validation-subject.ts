import type { StackSettings } from "../../cli/engine/stack-settings";
import type { RecordedResource } from "../../cli/validation/mocks/run-program";
import type { FailedProgram, Registration, Subject } from "../../cli/validation/subject";
import type { Environment } from "../../contracts/environment";

/** What a check gets to see. */
export interface Seen {
  readonly root?: string;
  /** By environment; the others' files are empty. */
  readonly files?: Partial<Record<Environment, StackSettings>>;
  readonly complete?: readonly Registration[];
  readonly failed?: readonly FailedProgram[];
}

export function subject({ root = "/repository", files = {}, complete = [], failed = [] }: Seen): Subject {
  return {
    root,
    file: (environment) => files[environment] ?? { config: {} },
    registrations: async () => ({ complete, failed }),
  };
}

/** What project base registers in `environment`. */
export function registration(
  resources: readonly RecordedResource[],
  environment: Environment = "dev",
): Registration {
  return { project: "base", environment, resources };
}

export function resource(
  type: string,
  name: string,
  inputs: Readonly<Record<string, unknown>>,
): RecordedResource {
  return {
    type,
    name,
    inputs,
    id: name,
    urn: `urn:pulumi:dev::base::${type}::${name}`,
    parent: "",
    custom: true,
    protect: false,
    retainOnDelete: false,
    ignoreChanges: [],
    provider: "",
    dependencies: [],
    propertyDependencies: {},
    aliases: 0,
  };
}
