import {
  collect,
  type Finders,
  type Found,
  foundIds,
  madeFromInputs,
  repeatable,
  type Search,
  search,
  unlessMissing,
} from "../finder";

/** ECS, Lambda, Auto Scaling, Step Functions, and commands on the machine of the engine. */
export const computeFinders: Finders = {
  "aws:autoscaling/group:Group": madeFromInputs("", "name"),
  "aws:ecs/cluster:Cluster": search(async ({ clients: { ecs }, inputs }) => {
    const { DescribeClustersCommand } =
      require("@aws-sdk/client-ecs") as typeof import("@aws-sdk/client-ecs");
    const { clusters = [] } = await ecs.send(
      new DescribeClustersCommand({ clusters: [String(inputs.name)] }),
    );
    return foundIds(
      clusters.filter(({ status }) => status !== "INACTIVE").map(({ clusterArn }) => clusterArn),
    );
  }),
  "aws:ecs/taskDefinition:TaskDefinition": search(taskDefinitions),
  "aws:lambda/function:Function": madeFromInputs("", "name"),
  "aws:lambda/permission:Permission": madeFromInputs("", "statementId"),
  "aws:lambda/eventSourceMapping:EventSourceMapping": search(async ({ clients: { lambda }, inputs }) => {
    const { paginateListEventSourceMappings } =
      require("@aws-sdk/client-lambda") as typeof import("@aws-sdk/client-lambda");
    const mappings = await unlessMissing(
      collect(
        paginateListEventSourceMappings(
          { client: lambda },
          { FunctionName: String(inputs.functionName), EventSourceArn: String(inputs.eventSourceArn) },
        ),
        (page) => page.EventSourceMappings,
      ),
      "ResourceNotFoundException",
    );
    return foundIds(
      (mappings ?? [])
        .filter(
          ({ EventSourceArn, State }) => EventSourceArn === inputs.eventSourceArn && State !== "Deleting",
        )
        .map(({ UUID }) => UUID),
    );
  }),
  "aws:sfn/stateMachine:StateMachine": search(async ({ clients: { sfn }, inputs }) => {
    const { paginateListStateMachines } =
      require("@aws-sdk/client-sfn") as typeof import("@aws-sdk/client-sfn");
    const machines = await collect(
      paginateListStateMachines({ client: sfn }, {}),
      (page) => page.stateMachines,
    );
    return foundIds(
      machines.filter(({ name }) => name === inputs.name).map(({ stateMachineArn }) => stateMachineArn),
    );
  }),
  // It leaves nothing but what its command did, which `up` does again.
  "command:local:Command": repeatable,
};

/** All revisions of a family have one id: only their ARNs and tags tell which is the one. */
async function taskDefinitions({ clients: { ecs }, inputs, tags }: Search): Promise<readonly Found[]> {
  const { DescribeTaskDefinitionCommand, paginateListTaskDefinitions } =
    require("@aws-sdk/client-ecs") as typeof import("@aws-sdk/client-ecs");
  const family = String(inputs.family);
  const arns = await collect(
    paginateListTaskDefinitions({ client: ecs }, { familyPrefix: family, status: "ACTIVE" }),
    (page) => page.taskDefinitionArns,
  );
  const found: Found[] = [];
  for (const arn of arns) {
    const answer = await ecs.send(
      new DescribeTaskDefinitionCommand({ taskDefinition: arn, include: ["TAGS"] }),
    );
    const has = new Map((answer.tags ?? []).map(({ key, value }) => [key, value]));
    const tagged = Object.entries(tags).every(([name, value]) => has.get(name) === value);
    if (answer.taskDefinition?.family === family && tagged) {
      found.push({ id: family, arn });
    }
  }
  return found;
}
