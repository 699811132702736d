import {
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRolePolicyCommand,
  IAMClient,
  type IAMClientConfig,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  SimulateCustomPolicyCommand,
} from "@aws-sdk/client-iam";
import { listed, statementsOf } from "./policies";

/** One call of AWS, as IAM sees it. */
export interface Call {
  readonly action: string;
  /** ARN of what it is about. */
  readonly resource: string;
  /** Values of condition keys. */
  readonly context?: Readonly<Record<string, string>>;
}

/** What a role that is deployed may do. */
export interface DeployedRole {
  /** Every action that its policies name. */
  readonly actions: readonly string[];
  /** IAM's own decision: `allowed`, `implicitDeny` or `explicitDeny`. */
  decide(call: Call): Promise<string>;
}

/** Reads the role's policies, inline and managed. */
export async function deployedRole(client: IAMClientConfig, arn: string): Promise<DeployedRole> {
  const iam = new IAMClient(client);
  const RoleName = arn.slice(arn.lastIndexOf("/") + 1);
  const [{ PolicyNames = [] }, { AttachedPolicies = [] }] = await Promise.all([
    iam.send(new ListRolePoliciesCommand({ RoleName })),
    iam.send(new ListAttachedRolePoliciesCommand({ RoleName })),
  ]);
  const documents = await Promise.all([
    ...PolicyNames.map(async (PolicyName) => {
      const { PolicyDocument } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
      return PolicyDocument;
    }),
    ...AttachedPolicies.map(async ({ PolicyArn }) => {
      const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
      const { PolicyVersion } = await iam.send(
        new GetPolicyVersionCommand({ PolicyArn, VersionId: Policy?.DefaultVersionId }),
      );
      return PolicyVersion?.Document;
    }),
  ]);
  const policies = documents.map((document) => decodeURIComponent(document ?? ""));
  return {
    actions: policies.flatMap(statementsOf).flatMap(({ Action }) => listed(Action)),
    decide: async ({ action, resource, context = {} }) => {
      const { EvaluationResults: [result] = [] } = await iam.send(
        new SimulateCustomPolicyCommand({
          PolicyInputList: policies,
          ActionNames: [action],
          ResourceArns: [resource],
          ContextEntries: Object.entries(context).map(([key, value]) => ({
            ContextKeyName: key,
            ContextKeyType: "string",
            ContextKeyValues: [value],
          })),
        }),
      );
      return result?.EvalDecision ?? "no answer";
    },
  };
}
