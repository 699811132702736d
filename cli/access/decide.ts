import type { ContextEntry, IAMClient } from "@aws-sdk/client-iam";
import { OWNER_TAG } from "../../contracts/access-role";
import type { AwsCall } from "./access-question";
import type { DeployedStatement } from "./deployed-policy";

/** IAM's decision on one call, and why. */
export interface Decision {
  readonly action: string;
  readonly resource: string;
  readonly allowed: boolean;
  /** The statement that allows it, or what stands in the way; without a full stop. */
  readonly reason: string;
}

const TAG = `aws:PrincipalTag/${OWNER_TAG}`;

/**
 * Lets IAM's own simulator decide on the call. It then asks again with single statements: which of them allows it, or
 * would if its condition were not there.
 *
 * @param team value of the caller's tag; without one, the caller has none
 */
export async function decide(
  iam: IAMClient,
  statements: readonly DeployedStatement[],
  call: AwsCall,
  team: string | undefined,
): Promise<Decision> {
  const { action, resource } = call;
  const allows = (some: readonly DeployedStatement[]) => isAllowed(iam, some, call, team);
  const related = statements.filter(({ Action }) => listed(Action).includes(action));
  if (related.length > 0 && (await allows(related))) {
    for (const statement of related) {
      if (await allows([statement])) {
        return { action, resource, allowed: true, reason: `statement ${statement.Sid} allows it` };
      }
    }
  }
  const reasons = await Promise.all(
    related.map(async ({ Condition, ...statement }) =>
      Condition !== undefined && (await allows([statement]))
        ? `statement ${statement.Sid} allows it only where ${inWords(Condition, team)}`
        : `statement ${statement.Sid} allows it only on ${filled(listed(statement.Resource), team)}`,
    ),
  );
  return {
    action,
    resource,
    allowed: false,
    reason: reasons.length === 0 ? "no statement allows it" : reasons.join("; "),
  };
}

async function isAllowed(
  iam: IAMClient,
  statements: readonly DeployedStatement[],
  { action, resource, context }: AwsCall,
  team: string | undefined,
): Promise<boolean> {
  const { SimulateCustomPolicyCommand } =
    require("@aws-sdk/client-iam") as typeof import("@aws-sdk/client-iam");
  const given = { ...context, ...(team !== undefined && { [TAG]: [team] }) };
  const { EvaluationResults: [result] = [] } = await iam.send(
    new SimulateCustomPolicyCommand({
      PolicyInputList: [JSON.stringify({ Version: "2012-10-17", Statement: statements })],
      ActionNames: [action],
      ResourceArns: [resource],
      ContextEntries: Object.entries(given).map(([name, values]) => entry(name, values)),
    }),
  );
  return result?.EvalDecision === "allowed";
}

function entry(ContextKeyName: string, values: readonly string[]): ContextEntry {
  // The only key of ours that a call may have several values for.
  const several = ContextKeyName === "dynamodb:LeadingKeys";
  return { ContextKeyName, ContextKeyType: several ? "stringList" : "string", ContextKeyValues: [...values] };
}

function inWords(condition: NonNullable<DeployedStatement["Condition"]>, team: string | undefined): string {
  const parts = Object.entries(condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => `${key} ${compared(operator, filled(listed(values), team))}`),
  );
  return parts.length > 1 ? `${parts.slice(0, -1).join(", ")}, and ${parts.at(-1)}` : parts.join("");
}

const OPERATORS: Readonly<Record<string, string>> = {
  StringEquals: "is",
  StringLike: "is like",
  StringNotLike: "is not like",
};

function compared(operator: string, values: string): string {
  if (operator === "Null") {
    return values === "false" ? "is there" : "is not there";
  }
  const plain = operator.replace(/^ForAllValues:/, "");
  return `${OPERATORS[plain] ?? operator} ${values}`;
}

/** The texts with the team in the place of its variable. */
function filled(texts: readonly string[], team: string | undefined): string {
  const shown = texts.map((text) => (team === undefined ? text : text.replaceAll(`\${${TAG}}`, team)));
  return shown.join(", ");
}

function listed(value: string | readonly string[]): readonly string[] {
  return typeof value === "string" ? [value] : value;
}
