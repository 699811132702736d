type Values = string | readonly string[];

interface TrustStatement {
  readonly Effect: string;
  readonly Action: Values;
  readonly Principal?: { readonly Service?: Values };
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, Values>>>>;
}

/**
 * Whether a role's trust policy lets a service assume it for one of the account's resources. The emulator's own evaluation knows no source
 * account or ARN, neither when a role is assumed nor when a policy is simulated.
 *
 * @throws Error for a condition that is not known here
 */
export function trustsService(policy: string, service: string, sourceArn: string): boolean {
  const { Statement: statements = [] } = JSON.parse(policy) as {
    readonly Statement?: TrustStatement | readonly TrustStatement[];
  };
  const applying = [statements].flat().filter((statement) => applies(statement, service, sourceArn));
  return applying.length > 0 && applying.every(({ Effect: effect }) => effect === "Allow");
}

function applies(
  { Action, Principal, Condition = {} }: TrustStatement,
  service: string,
  sourceArn: string,
): boolean {
  const context: Readonly<Record<string, string>> = {
    "aws:sourcearn": sourceArn,
    "aws:sourceaccount": sourceArn.split(":")[4] ?? "",
  };
  return (
    list(Action).includes("sts:AssumeRole") &&
    list(Principal?.Service).includes(service) &&
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, expected]) =>
        holds(operator, context[key.toLowerCase()] ?? "", list(expected)),
      ),
    )
  );
}

function holds(operator: string, actual: string, expected: readonly string[]): boolean {
  switch (operator) {
    case "StringEquals":
      return expected.includes(actual);
    case "StringLike":
    case "ArnEquals":
    case "ArnLike":
      return expected.some((pattern) => wildcard(pattern).test(actual));
    default:
      throw new Error(
        `condition ${operator} of a trust policy is not understood: add it to local/tasks/task-trust.ts`,
      );
  }
}

function wildcard(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`);
}

function list(values: Values | undefined): readonly string[] {
  return values === undefined ? [] : [values].flat();
}
