import { parse, stringify } from "yaml";
import { FleetError } from "../../contracts/errors";
import { MIGRATION_ACTIONS, type MigrationPlan, type MigrationStep } from "./migration-plan";
import { MIGRATED_PROJECTS } from "./resource-type";

const HEADER = `What becomes of each resource of the Terraform state. Look it through and change it:
  import  it becomes \`urn\`, a resource that the program of \`project\` has
  stub    no program has it: it is in import.json and ${MIGRATED_PROJECTS.map((project) => `${project}.ts`).join(" or ")}, and nothing is imported
  skip    nothing is done with it
`;

/** The plan as a person reads and edits it. */
export function planText(plan: MigrationPlan): string {
  const { environment, lineage, serial, steps } = plan;
  const comment = HEADER.trimEnd()
    .split("\n")
    .map((line) => `# ${line}`)
    .join("\n");
  return `${comment}\n${stringify({ version: 1, environment, lineage, serial, resources: steps }, { lineWidth: 0 })}`;
}

/**
 * Reads a plan that a person may have edited.
 *
 * @param path only for errors
 * @throws FleetError `InvalidArgument` with everything that is wrong with its form
 */
export function parsePlan(text: string, path: string): MigrationPlan {
  const file = parsed(text, path);
  const steps: unknown[] = Array.isArray(file.resources) ? file.resources : [];
  const findings = [
    ...(file.version === 1 ? [] : [`version is ${shown(file.version)}: it must be 1`]),
    ...["environment", "lineage"]
      .filter((key) => typeof file[key] !== "string")
      .map((key) => `${key} is ${shown(file[key])}: it must be text`),
    ...(typeof file.serial === "number" ? [] : [`serial is ${shown(file.serial)}: it must be a number`]),
    ...(Array.isArray(file.resources) ? [] : ["resources is no list"]),
    ...steps.flatMap((step, index) => formFindings(step, index)),
  ];
  if (findings.length > 0) {
    throw new FleetError(
      "InvalidArgument",
      `${path} is no migration plan: correct it, or make it anew`,
      findings,
    );
  }
  const { environment, lineage, serial } = file;
  return { environment, lineage, serial, steps: steps as MigrationStep[] } as MigrationPlan;
}

function parsed(text: string, path: string): Readonly<Record<string, unknown>> {
  try {
    return parse(text) ?? {};
  } catch (cause) {
    const [reason = ""] = (cause as Error).message.split("\n");
    throw new FleetError("InvalidArgument", `${path} is not YAML: ${reason.replace(/:$/, "")}`, [], {
      cause,
    });
  }
}

function formFindings(step: unknown, index: number): readonly string[] {
  const { address, action, project, urn, type, id } = (step ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof address !== "string") {
    return [`resource ${index + 1} has no address`];
  }
  const findings: string[] = [];
  if (!oneOf(MIGRATION_ACTIONS, action)) {
    findings.push(`action ${unusable(action)}: use ${MIGRATION_ACTIONS.join(", ")}`);
  } else if (action !== "skip") {
    if (!oneOf(MIGRATED_PROJECTS, project)) {
      findings.push(`project ${unusable(project)}: use ${MIGRATED_PROJECTS.join(" or ")}`);
    }
    const needed = { type, id, ...(action === "import" && { urn }) };
    findings.push(
      ...Object.entries(needed)
        .filter(([, value]) => typeof value !== "string" || value === "")
        .map(([key]) => `${action} needs ${key}`),
    );
  }
  return findings.map((finding) => `${address}: ${finding}`);
}

function shown(value: unknown): string {
  return value === undefined ? "missing" : JSON.stringify(value);
}

function unusable(value: unknown): string {
  return value === undefined ? "is missing" : `${JSON.stringify(value)} is unknown`;
}

function oneOf(allowed: readonly string[], value: unknown): boolean {
  return typeof value === "string" && allowed.includes(value);
}
