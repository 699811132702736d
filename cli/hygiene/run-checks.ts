import { FleetError } from "../../contracts/errors";
import type { Hygiene, HygieneCheck } from "./hygiene-check";
import type { CheckedPart } from "./hygiene-report";

/** Details of an error that are told: often all have one cause. */
const DETAILS = 3;

/**
 * Makes one check after the other. One that fails is reported, and the others go on.
 * @throws FleetError `DeploymentInterrupted`
 */
export async function runChecks(
  hygiene: Hygiene,
  checks: readonly HygieneCheck[],
): Promise<readonly CheckedPart[]> {
  const { output } = hygiene.context;
  const parts: CheckedPart[] = [];
  for (const check of checks) {
    const part = await checked(hygiene, check);
    output.line(`  ${check.title}: ${outcomeOf(part)}`);
    parts.push(part);
  }
  return parts;
}

async function checked(hygiene: Hygiene, { name, title, run }: HygieneCheck): Promise<CheckedPart> {
  try {
    return { name, title, ...(await run(hygiene)) };
  } catch (error) {
    if (error instanceof FleetError && error.name === "DeploymentInterrupted") {
      throw error;
    }
    const details = error instanceof FleetError ? error.details : [];
    const more = details.length > DETAILS ? [`and ${details.length - DETAILS} more`] : [];
    const failure = [(error as Error).message, ...details.slice(0, DETAILS), ...more].join("; ");
    return { name, title, findings: [], facts: {}, failure };
  }
}

function outcomeOf({ findings, failure }: CheckedPart): string {
  if (failure !== undefined) {
    return `could not be checked: ${failure}`;
  }
  return findings.length === 0 ? "nothing found" : findings.join("; ");
}
