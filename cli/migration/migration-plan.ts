import type { PlannedResource } from "../engine/engine";
import { type KnownResource, known } from "./known-resource";
import { type Match, matchResources } from "./match";
import type { MigratedProject } from "./resource-type";
import type { TerraformResource, TerraformState } from "./terraform-state";

export const MIGRATION_ACTIONS = ["import", "stub", "skip"] as const;
export type MigrationAction = (typeof MIGRATION_ACTIONS)[number];

/** What is to be done with one object of the Terraform state. */
export interface MigrationStep {
  /** Terraform's address. */
  readonly address: string;
  /** Pulumi's type; absent where none is known. */
  readonly type?: string;
  /** Physical id; absent where Terraform has none. */
  readonly id?: string;
  /** Absent for what is skipped. */
  readonly project?: MigratedProject;
  /** With `import`: the resource of the program that it becomes. */
  readonly urn?: string;
  readonly action: MigrationAction;
  /** Why. */
  readonly reason: string;
}

/** What is to be done with all of them. */
export interface MigrationPlan {
  readonly environment: string;
  readonly lineage: string;
  readonly serial: number;
  readonly steps: readonly MigrationStep[];
}

/** What the programs register, by project. */
export type PlannedResources = Readonly<Record<MigratedProject, readonly PlannedResource[]>>;

/** A plan to be looked through: nothing of the state is left out of it. */
export function migrationPlan(
  environment: string,
  { lineage, serial, resources }: TerraformState,
  planned: PlannedResources,
): MigrationPlan {
  const candidates = resources.filter((resource) => obstacle(resource) === undefined);
  const matches = matchResources(
    candidates.flatMap((resource) => known(resource) ?? []),
    [...planned.base, ...planned.runtime],
  );
  const inBase = new Set(planned.base.map(({ urn }) => urn));
  const projectOf = ({ planned: { urn } }: Match): MigratedProject => (inBase.has(urn) ? "base" : "runtime");
  return {
    environment,
    lineage,
    serial,
    steps: resources.map((resource) => stepOf(resource, matches.get(resource.address), projectOf)),
  };
}

/** Why a resource cannot be taken over, whatever the programs have. */
function obstacle({ mode, deposed, provider, type, attributes }: TerraformResource): string | undefined {
  if (mode === "data") {
    return "a data source: the programs read it themselves";
  }
  if (deposed) {
    return "deposed: Terraform was still to delete it; delete it by hand";
  }
  if (!provider.endsWith("/aws")) {
    return `of provider ${provider}: it is nothing in AWS`;
  }
  if (typeof attributes.id !== "string" || attributes.id === "") {
    return "Terraform has no id of it";
  }
  return known({ type } as TerraformResource)
    ? undefined
    : `no Pulumi type is known for ${type}: fill in type, id and project, and make it a stub`;
}

function stepOf(
  resource: TerraformResource,
  match: Match | undefined,
  projectOf: (match: Match) => MigratedProject,
): MigrationStep {
  const { address, attributes } = resource;
  const id = typeof attributes.id === "string" ? attributes.id : undefined;
  const reason = obstacle(resource);
  const one = known(resource);
  if (reason !== undefined || !one) {
    return { address, ...(id && { id }), action: "skip", reason: reason ?? "" };
  }
  const type = one.type.type;
  if (match) {
    const { urn } = match.planned;
    return { address, type, id, project: projectOf(match), urn, action: "import", reason: match.reason };
  }
  return { address, type, id, project: one.type.project, action: "stub", reason: whyUnmatched(one) };
}

function whyUnmatched({ type }: KnownResource): string {
  const [names] = type.identities;
  return names
    ? `the program has none, or more than one, with this ${names.join(", ")}`
    : "the programs have nothing of this type";
}
