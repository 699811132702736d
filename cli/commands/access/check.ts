import { ACCESS_ROLES, type AccessRole, accessPolicyName, teamOf } from "../../../contracts/access-role";
import type { Environment } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import { ACCESS_ACTIONS, type AccessAction, callsOf } from "../../access/access-question";
import { type Decision, decide } from "../../access/decide";
import { deployedStatements } from "../../access/deployed-policy";
import type { Context } from "../../context";
import { checkedBackend, type EnvironmentBackend } from "../../engine/environment-backend";
import { askRegistry, registryOf } from "../../engine/registry";
import { parseChoice } from "../choice-argument";
import { type NamedStack, parseStack } from "../stack-argument";

export interface CheckWords {
  readonly role: string;
  readonly action: string;
  /** `<project>/<stack>` */
  readonly target: string;
  readonly team?: string;
}

/**
 * Tells whether somebody of the role may do that with the workspace, and why.
 * @throws FleetError `InvalidArgument`; `CheckFailed` when they may not
 */
export async function check(context: Context, environment: Environment, words: CheckWords): Promise<void> {
  const { team, target } = words;
  const role = parseChoice("role", words.role, ACCESS_ROLES);
  const action = parseChoice("action", words.action, Object.keys(ACCESS_ACTIONS) as AccessAction[]);
  const stack = parseTarget(target, environment);
  assertTeam(role, team);
  const backend = await checkedBackend(context, environment);
  const { iam } = context.clients(backend.region);
  const policyName = accessPolicyName(environment, role);
  const statements = await deployedStatements(
    iam,
    `arn:aws:iam::${backend.accountId}:policy/${policyName}`,
    `run \`fleet up base ${environment}\``,
  );
  const calls = callsOf({
    backend,
    stateKeyArn: await stateKeyArn(context, backend),
    action,
    stack: stack.id,
    owner: await ownerOf(context, backend, stack),
  });
  const decisions: Decision[] = [];
  for (const call of calls) {
    decisions.push(await decide(iam, statements, call, team));
  }
  tell(context, { environment, policyName, role, team, action, target, decisions });
}

interface Answer {
  readonly environment: Environment;
  readonly policyName: string;
  readonly role: AccessRole;
  readonly team?: string;
  readonly action: AccessAction;
  readonly target: string;
  readonly decisions: readonly Decision[];
}

function tell({ output }: Context, answer: Answer): void {
  const { environment, policyName, role, team, action, target, decisions } = answer;
  const who = team === undefined ? `a ${role}` : `a ${role} of team ${team}`;
  const whole = decisions.every(({ allowed }) => allowed);
  output.result({ ...answer, allowed: whole }, () => {
    for (const { allowed, action: call, resource, reason } of decisions) {
      output.line(`${allowed ? output.color.green("yes") : output.color.red("no ")} ${call} on ${resource}`);
      output.line(`    ${policyName}: ${reason}`);
    }
  });
  if (!whole) {
    const refused = decisions.filter(({ allowed }) => !allowed);
    throw new FleetError(
      "CheckFailed",
      `${who} may not ${action} ${target} in ${environment}`,
      refused.map(({ action: call, reason }) => `${call}: ${reason}`),
    );
  }
  output.line(`${who} may ${action} ${target} in ${environment}`);
}

/** @throws FleetError `InvalidArgument`, `InvalidName` */
function parseTarget(target: string, environment: Environment): NamedStack {
  const [project = "", stack = "", ...more] = target.split("/");
  if (stack === "" || more.length > 0) {
    throw new FleetError(
      "InvalidArgument",
      `target "${target}" is no workspace: use <project>/<stack>, for instance enclave/payments-signer`,
    );
  }
  const own = project !== "enclave" && stack === environment;
  const name = project === "runtime" ? stack.replace(`${environment}.`, "") : stack;
  return parseStack(project, environment, own ? undefined : name);
}

function assertTeam(role: AccessRole, team: string | undefined): void {
  if (role === "requester" && team === undefined) {
    throw new FleetError(
      "InvalidArgument",
      "a requester is somebody of a team: name it by --team, for instance --team payments",
    );
  }
}

/** The owner that the registry has for the stack; of one that it does not know, the first word of its name. */
async function ownerOf(
  context: Context,
  backend: EnvironmentBackend,
  { id: { project, stack }, environment }: NamedStack,
): Promise<string> {
  const { ownerOf: recordOf } =
    require("../../../backend/registry/find-resources") as typeof import("../../../backend/registry/find-resources");
  const { workspaceId } =
    require("../../../contracts/registry/workspace-id") as typeof import("../../../contracts/registry/workspace-id");
  const { table } = registryOf(context, backend);
  const record = await askRegistry(context, backend, () =>
    recordOf(table, workspaceId(backend.bucketName, project, stack)),
  );
  return record?.owner || teamOf(stack.replace(`${environment}.`, ""));
}

async function stateKeyArn(context: Context, { region, keyAlias }: EnvironmentBackend): Promise<string> {
  const { DescribeKeyCommand } = require("@aws-sdk/client-kms") as typeof import("@aws-sdk/client-kms");
  const { KeyMetadata } = await context.clients(region).kms.send(new DescribeKeyCommand({ KeyId: keyAlias }));
  return KeyMetadata?.Arn ?? keyAlias;
}
