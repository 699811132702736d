import { PULUMI_PROJECT } from "../../contracts/environment";
import { FleetError } from "../../contracts/errors";
import { nearest } from "../../contracts/nearest";
import type { PlannedResource } from "../engine/engine";
import { countOf } from "../output/count";
import { known } from "./known-resource";
import type { MigrationPlan, MigrationStep } from "./migration-plan";
import type { TerraformResource, TerraformState } from "./terraform-state";

/**
 * Holds a plan against the state that it was made from: each resource has a step, and what Terraform says is untouched.
 * @throws FleetError `InvalidArgument` with everything that does not fit
 */
export function checkPlanAgainstState(
  plan: MigrationPlan,
  state: TerraformState,
  environment: string,
  path: string,
): void {
  const wrong = (message: string, details: readonly string[] = []) =>
    new FleetError("InvalidArgument", `${path} ${message}`, details);
  if (plan.environment !== environment) {
    throw wrong(`is for ${plan.environment} and not for ${environment}: give --env ${plan.environment}`);
  }
  if (plan.lineage !== state.lineage || plan.serial !== state.serial) {
    throw wrong(
      `was made from serial ${plan.serial} of lineage ${plan.lineage}, and the state is serial ${state.serial} of ${state.lineage}: make the plan anew`,
    );
  }
  const steps = new Map(plan.steps.map((step) => [step.address, step]));
  const resources = new Map(state.resources.map((resource) => [resource.address, resource]));
  const findings = [
    ...state.resources
      .filter(({ address }) => !steps.has(address))
      .map(
        ({ address }) => `${address} is in the state and has no step: add it, for instance with action skip`,
      ),
    ...plan.steps
      .filter(({ address }) => !resources.has(address))
      .map(({ address }) => `${address} is not in the state${didYouMean(address, [...resources.keys()])}`),
    ...plan.steps
      .filter((step) => steps.get(step.address) !== step)
      .map(({ address }) => `${address} has more than one step`),
    ...plan.steps.flatMap((step) => stepFindings(step, resources.get(step.address), environment)),
    ...sharedUrns(plan.steps),
  ];
  if (findings.length > 0) {
    throw wrong(`does not fit the state: ${countOf(findings.length, "thing")} to correct`, findings);
  }
}

/**
 * Holds the steps of one project against what its program registers.
 * @throws FleetError `InvalidArgument` with everything that does not fit
 */
export function checkPlanAgainstProgram(
  steps: readonly MigrationStep[],
  planned: readonly PlannedResource[],
  project: string,
  path: string,
): void {
  const resources = new Map(planned.filter(({ custom }) => custom).map((one) => [one.urn, one]));
  const findings = steps.flatMap(({ address, urn = "", type }) => {
    const resource = resources.get(urn);
    if (!resource) {
      return [`${address}: program ${project} has no ${urn}${didYouMean(urn, [...resources.keys()])}`];
    }
    return resource.type === type ? [] : [`${address} is a ${type}, and ${urn} a ${resource.type}`];
  });
  if (findings.length > 0) {
    throw new FleetError(
      "InvalidArgument",
      `${path} does not fit program ${project}: ${countOf(findings.length, "thing")} to correct`,
      findings,
    );
  }
}

/** What of one step is not as the state has it. */
function stepFindings(
  { address, action, type, id, project, urn }: MigrationStep,
  resource: TerraformResource | undefined,
  environment: string,
): readonly string[] {
  if (action === "skip" || !resource) {
    return [];
  }
  if (resource.mode === "data" || resource.deposed) {
    const what = resource.deposed ? "deposed" : "a data source";
    return [`${address} is ${what}, and nothing to ${action}: give it action skip`];
  }
  const found = resource.attributes.id;
  const expected = known(resource)?.type.type ?? type;
  const stack = `urn:pulumi:${environment}::${project && PULUMI_PROJECT[project]}::`;
  return [
    ...(id === found ? [] : [`${address} has id ${id}, and ${String(found)} in the state`]),
    ...(type === expected ? [] : [`${address} is a ${expected}, and not a ${type}`]),
    ...(action === "stub" || urn?.startsWith(stack)
      ? []
      : [`${address} becomes ${urn}, which is not of ${project} ${environment}: it begins with ${stack}`]),
  ];
}

function sharedUrns(steps: readonly MigrationStep[]): readonly string[] {
  const first = new Map<string, string>();
  return steps.flatMap(({ address, action, urn = "" }) => {
    if (action !== "import") {
      return [];
    }
    const other = first.get(urn);
    first.set(urn, other ?? address);
    return other === undefined ? [] : [`${address} and ${other} both become ${urn}`];
  });
}

function didYouMean(value: string, among: readonly string[]): string {
  const near = nearest(value, among);
  return near === undefined ? "" : `: did you mean ${near}?`;
}
