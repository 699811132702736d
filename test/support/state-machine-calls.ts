import { DescribeTaskDefinitionCommand, ECSClient } from "@aws-sdk/client-ecs";
import { DescribeStateMachineCommand, SFNClient, type SFNClientConfig } from "@aws-sdk/client-sfn";
import type { Definition, State } from "../../components/pipeline/definition";
import type { Call } from "./deployed-role";

/** What Step Functions needs of CloudWatch Logs and X-Ray; neither has resources for these actions. */
const LOGGING = [
  "logs:CreateLogDelivery",
  "logs:DeleteLogDelivery",
  "logs:DescribeLogGroups",
  "logs:DescribeResourcePolicies",
  "logs:GetLogDelivery",
  "logs:ListLogDeliveries",
  "logs:PutResourcePolicy",
  "logs:UpdateLogDelivery",
];
const TRACING = [
  "xray:GetSamplingRules",
  "xray:GetSamplingTargets",
  "xray:PutTelemetryRecords",
  "xray:PutTraceSegments",
];

/**
 * The calls that Step Functions makes for a state machine that is deployed, by its documentation
 * (https://docs.aws.amazon.com/step-functions/latest/dg/service-integration-iam-templates.html). The emulator makes
 * them without asking the role.
 *
 * @throws Error for an integration that this does not know
 */
export async function callsOfStateMachine(client: SFNClientConfig, arn: string): Promise<readonly Call[]> {
  const [sfn, ecs] = [new SFNClient(client), new ECSClient(client)];
  const machine = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn: arn }));
  const { States } = JSON.parse(machine.definition ?? "") as Definition;
  const tasks = Object.values(States).filter(({ Type }) => Type === "Task");
  const calls = await Promise.all(tasks.map((task) => callsOfTask(ecs, task)));
  const everywhere = (action: string): Call => ({ action, resource: "*" });
  return [
    ...calls.flat(),
    ...(machine.loggingConfiguration?.destinations?.length ? LOGGING.map(everywhere) : []),
    // All of ours are traced; the emulator does not keep that.
    ...TRACING.map(everywhere),
  ];
}

async function callsOfTask(ecs: ECSClient, { Resource, Parameters = {} }: State): Promise<readonly Call[]> {
  switch (Resource) {
    case "arn:aws:states:::lambda:invoke":
      return [{ action: "lambda:InvokeFunction", resource: String(Parameters.FunctionName) }];
    case "arn:aws:states:::ecs:runTask.waitForTaskToken":
      return callsOfRunTask(ecs, String(Parameters.TaskDefinition), String(Parameters.Cluster));
    default:
      throw new Error(`what ${Resource} needs is not known here: add it from AWS's documentation`);
  }
}

async function callsOfRunTask(ecs: ECSClient, taskDefinition: string, cluster: string): Promise<Call[]> {
  const { taskDefinition: task } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
  const toEcs = { "iam:PassedToService": "ecs-tasks.amazonaws.com" };
  const id = "0123456789abcdef0123456789abcdef";
  return [
    { action: "ecs:RunTask", resource: taskDefinition, context: { "ecs:cluster": cluster } },
    // PropagateTags
    {
      action: "ecs:TagResource",
      resource: `${cluster.replace(":cluster/", ":task/")}/${id}`,
      context: { "ecs:CreateAction": "RunTask" },
    },
    ...[task?.taskRoleArn, task?.executionRoleArn].map((role) => ({
      action: "iam:PassRole",
      resource: String(role),
      context: toEcs,
    })),
  ];
}

/** The same call about another resource, or with another value of a condition key. */
export function neighbours({ action, resource, context = {} }: Call): readonly Call[] {
  const elsewhere = resource.replace("hyperion-dev-", "hyperion-prod-");
  return [
    ...(resource === "*" ? [] : [{ action, resource: elsewhere, context }]),
    ...Object.entries(context).map(([key, value]) => ({
      action,
      resource,
      context: { ...context, [key]: `${value}-other` },
    })),
  ];
}
