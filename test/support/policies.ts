import { one, type RecordedResource } from "./pulumi-mocks";

/** A statement as it is in a resource's JSON, with every output resolved. */
export interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Principal?: unknown;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export function statementsOf(json: unknown): readonly Statement[] {
  return (JSON.parse(String(json)) as { Statement: readonly Statement[] }).Statement;
}

/** The statement of that name, which must be there once. */
export function statement(json: unknown, sid: string): Statement {
  const found = statementsOf(json).filter((candidate) => candidate.Sid === sid);
  const [first] = found;
  if (first === undefined || found.length > 1) {
    throw new Error(`expected one statement ${sid}, found ${found.length} in ${String(json)}`);
  }
  return first;
}

export function listed(value: string | readonly string[] | undefined): readonly string[] {
  return value === undefined ? [] : typeof value === "string" ? [value] : value;
}

/** Every permission that the role called `roleName` has by policies of ours, inline and managed. */
export function permissionsOf(
  resources: readonly RecordedResource[],
  roleName: string,
): readonly Statement[] {
  const inline = resources.filter(
    ({ type, inputs }) => type === "aws:iam/rolePolicy:RolePolicy" && inputs.role === roleName,
  );
  const managed = resources
    .filter(
      ({ type, inputs }) =>
        type === "aws:iam/rolePolicyAttachment:RolePolicyAttachment" && inputs.role === roleName,
    )
    .map(({ inputs }) => {
      const policy = resources.find(
        ({ type, id }) => type === "aws:iam/policy:Policy" && id === inputs.policyArn,
      );
      if (policy === undefined) {
        throw new Error(`${roleName} has the foreign policy ${inputs.policyArn}`);
      }
      return policy;
    });
  return [...inline, ...managed].flatMap(({ inputs }) => statementsOf(inputs.policy));
}

/** The trust statements of the role called `roleName`. */
export function trustOf(resources: readonly RecordedResource[], roleName: string): readonly Statement[] {
  const role = one(
    resources.filter(({ inputs }) => inputs.name === roleName),
    "aws:iam/role:Role",
  );
  return statementsOf(role.inputs.assumeRolePolicy);
}
