import { FleetError } from "./errors";

/** The environments; also the stack names of `fleet-state`, `base` and `runtime`. */
export const ENVIRONMENTS = ["dev", "staging", "prod"] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

/** The projects in dependency order: each may only refer to those before it. */
export const PROJECTS = ["state", "base", "runtime", "enclave"] as const;
export type Project = (typeof PROJECTS)[number];

/** The name in each project's `Pulumi.yaml`. The folder `state` holds project `fleet-state`. */
export const PULUMI_PROJECT: Readonly<Record<Project, string>> = {
  state: "fleet-state",
  base: "base",
  runtime: "runtime",
  enclave: "enclave",
};

/** @throws FleetError `InvalidEnvironment` when `value` is none of {@link ENVIRONMENTS}. */
export function parseEnvironment(value: string): Environment {
  const environment = ENVIRONMENTS.find((candidate) => candidate === value);
  if (!environment) {
    throw new FleetError(
      "InvalidEnvironment",
      `environment "${value}" is unknown: use one of ${ENVIRONMENTS.join(", ")}`,
    );
  }
  return environment;
}

/**
 * A stack's name as a StackReference wants it. Self-managed backends have one organization,
 * which is always called `organization`.
 */
export function stackReferenceName(project: Project, stack: string): string {
  return `organization/${PULUMI_PROJECT[project]}/${stack}`;
}
