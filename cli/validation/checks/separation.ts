import { ENVIRONMENTS, type Environment } from "../../../contracts/environment";
import { PRODUCT } from "../../../contracts/names";
import { listed, policyOf, type Statement } from "../policy-documents";
import { place, registeredCheck } from "../registered-check";
import { knowsNoResource } from "../statement-rules";
import type { Registration } from "../subject";

/** One statement by which somebody of an environment may do something. */
interface Permission {
  readonly environment: Environment;
  /** Where it is, for a finding. */
  readonly where: string;
  readonly statement: Statement;
}

/** Settings, no data: a refresh reads them before it knows a resource's name. */
const READS_SETTINGS = /:(Describe|List)[A-Za-z]+$/;
const READS = /:(Describe|List|Get|BatchGet|BatchCheck)[A-Za-z]+$/;

export const separation = registeredCheck(
  "separation",
  "nobody of one environment reaches another's resources, also where both are in one account",
  (registrations) => {
    const permissions = registrations.flatMap(permissionsIn);
    return permissions.flatMap((permission) =>
      [...foreignResources(permission, permissions), ...resourcesOfAll(permission)].map(
        (finding) => `${permission.where}: ${finding}`,
      ),
    );
  },
);

function permissionsIn(registration: Registration): readonly Permission[] {
  return registration.resources.flatMap((resource) => {
    const policy = policyOf(resource);
    if (policy?.kind !== "identity") {
      return [];
    }
    return allowed(policy.text).map((statement, index) => ({
      environment: registration.environment,
      where: `${place(registration, resource)}: statement ${statement.Sid ?? `number ${index + 1}`}`,
      statement,
    }));
  });
}

/** What is no JSON is the finding of the check of policies. */
function allowed(text: string): readonly Statement[] {
  try {
    const statements = [JSON.parse(text).Statement ?? []].flat() as readonly Statement[];
    return statements.filter(({ Effect }) => Effect === "Allow");
  } catch {
    return [];
  }
}

/** What the statement allows on resources that another environment's own permissions name. */
function foreignResources(
  { environment, statement }: Permission,
  others: readonly Permission[],
): readonly string[] {
  const actions = listed(statement.Action).filter((action) => !READS_SETTINGS.test(action));
  const [action] = actions.filter((each) => !knowsNoResource(each));
  if (action === undefined || names(JSON.stringify(statement.Condition ?? ""), environment)) {
    return [];
  }
  return listed(statement.Resource).flatMap((pattern) => {
    const matches = expression(pattern);
    const foreign = others.find(
      (other) =>
        other.environment !== environment &&
        listed(other.statement.Resource).some((arn) => isNamed(arn, other.environment) && matches.test(arn)),
    );
    return foreign && !isFree(pattern)
      ? [
          `it allows ${action} on ${pattern}, which ${foreign.environment} has too: name what is of ${environment}`,
        ]
      : [];
  });
}

/** What the statement allows to change on resources of which it names neither an environment nor an id. */
function resourcesOfAll({ environment, statement }: Permission): readonly string[] {
  const { Condition } = statement;
  // What a launch uses besides its template; the template is bound to the environment by a statement of its own.
  const launches = JSON.stringify(Condition ?? {}).includes('"ec2:LaunchTemplate"');
  const [action] = listed(statement.Action).filter((each) => !READS.test(each) && !knowsNoResource(each));
  if (action === undefined || launches || names(JSON.stringify(Condition ?? ""), environment)) {
    return [];
  }
  return listed(statement.Resource)
    .filter((pattern) => isFree(pattern) && !isNamed(pattern, environment))
    .map(
      (pattern) =>
        `it allows ${action} on ${pattern} of every environment: name the resources, or add a condition on the tag Environment`,
    );
}

/** Whether the last part of the name is left open: ids that AWS makes tell nothing of the environment. */
function isFree(pattern: string): boolean {
  return /(^|[:/])\*$/.test(pattern) && !ENVIRONMENTS.some((each) => isNamed(pattern, each));
}

/** Whether the ARN's resource is called after the environment. */
function isNamed(arn: string, environment: Environment): boolean {
  return new RegExp(`\\b${PRODUCT}[-/]${environment}\\b`).test(arn);
}

/** Whether a condition names the environment, as a value of its own or within one. */
function names(condition: string, environment: Environment): boolean {
  return condition.includes(`"${environment}"`) || isNamed(condition, environment);
}

function expression(pattern: string): RegExp {
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`);
}
