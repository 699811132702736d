import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  ListTagsForResourceCommand,
  ListTargetsByRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  type RuleState,
  TagResourceCommand,
  type Target,
  UntagResourceCommand,
} from "@aws-sdk/client-eventbridge";

import type { Properties, Resource, ResourceContext, ResourceType, ServiceStandIns } from "../resource";
import { documentText } from "./attributes";
import { ECS_TARGET, ecsParameters, ecsTargetOf } from "./events-ecs-target";
import { ifPresent, present } from "./presence";
import { tagList, tagMap, updateTags } from "./tag-lists";

const MISSING = "ResourceNotFoundException";
const DEFAULT_BUS = "default";

const eventRule: ResourceType = {
  inputs: {
    name: "leaf",
    description: "leaf",
    eventBusName: "leaf",
    eventPattern: "leaf",
    scheduleExpression: "leaf",
    state: "leaf",
    roleArn: "leaf",
  },
  autoName: "name",
  replaceOn: ["name", "eventBusName"],
  tagged: true,
  async create(inputs, context) {
    await putRule(inputs, context, inputs.tagsAll);
    return describedRule(ruleId(inputs), context);
  },
  async read(id, _known, context) {
    return ifPresent(describedRule(id, context), MISSING);
  },
  async update(id, news, olds, context) {
    await putRule(news, context);
    const { events } = context.aws;
    const ResourceARN = olds.arn;
    await updateTags(
      news,
      olds,
      (tags) => events.send(new TagResourceCommand({ ResourceARN, Tags: tagList(tags) })),
      (TagKeys) => events.send(new UntagResourceCommand({ ResourceARN, TagKeys })),
    );
    return (await describedRule(id, context)).outputs;
  },
  async delete(id, _known, { aws }) {
    await ifPresent(aws.events.send(new DeleteRuleCommand(ruleOf(id))), MISSING);
  },
};

/** A rule is put as a whole: what is not given is unset. Tags count only when the rule is new. */
async function putRule(inputs: Properties, { aws }: ResourceContext, tags?: Properties): Promise<void> {
  const { eventPattern } = inputs;
  await aws.events.send(
    new PutRuleCommand({
      Name: inputs.name,
      Description: inputs.description ?? "",
      EventBusName: inputs.eventBusName,
      EventPattern: eventPattern === undefined ? undefined : documentText(eventPattern),
      ScheduleExpression: inputs.scheduleExpression,
      State: (inputs.state ?? "ENABLED") as RuleState,
      RoleArn: inputs.roleArn,
      ...(tags && { Tags: tagList(tags) }),
    }),
  );
}

/** The provider's id: the name alone on the default bus. */
function ruleId({ name, eventBusName = DEFAULT_BUS }: Properties): string {
  return eventBusName === DEFAULT_BUS ? name : `${eventBusName}/${name}`;
}

function ruleOf(id: string): { readonly Name: string; readonly EventBusName: string } {
  const slash = id.lastIndexOf("/");
  return slash < 0
    ? { Name: id, EventBusName: DEFAULT_BUS }
    : { Name: id.slice(slash + 1), EventBusName: id.slice(0, slash) };
}

async function describedRule(id: string, { aws }: ResourceContext): Promise<Resource> {
  const rule = await aws.events.send(new DescribeRuleCommand(ruleOf(id)));
  const { Tags } = await aws.events.send(new ListTagsForResourceCommand({ ResourceARN: rule.Arn }));
  return {
    id,
    outputs: {
      name: rule.Name,
      arn: rule.Arn,
      description: rule.Description,
      eventBusName: rule.EventBusName,
      eventPattern: rule.EventPattern,
      scheduleExpression: rule.ScheduleExpression,
      state: rule.State,
      roleArn: rule.RoleArn,
      tagsAll: tagMap(Tags),
    },
  };
}

const eventTarget: ResourceType = {
  inputs: {
    rule: "leaf",
    eventBusName: "leaf",
    targetId: "leaf",
    arn: "leaf",
    roleArn: "leaf",
    input: "leaf",
    inputPath: "leaf",
    inputTransformer: { inputPaths: "map", inputTemplate: "leaf" },
    ecsTarget: ECS_TARGET,
    deadLetterConfig: { arn: "leaf" },
    retryPolicy: { maximumEventAgeInSeconds: "leaf", maximumRetryAttempts: "leaf" },
  },
  required: ["rule", "arn"],
  autoName: "targetId",
  replaceOn: ["rule", "eventBusName", "targetId"],
  async create(inputs, context) {
    await putTarget(inputs, context);
    return present(await describedTarget(inputs, context), `target ${inputs.targetId}`);
  },
  async read(_id, known, context) {
    return ifPresent(describedTarget(known, context), MISSING);
  },
  async update(_id, news, _olds, context) {
    await putTarget(news, context);
    return present(await describedTarget(news, context), `target ${news.targetId}`).outputs;
  },
  async delete(_id, { rule, eventBusName, targetId }, { aws }) {
    const removal = new RemoveTargetsCommand({ Rule: rule, EventBusName: eventBusName, Ids: [targetId] });
    await ifPresent(aws.events.send(removal), MISSING);
  },
};

async function putTarget(inputs: Properties, { aws }: ResourceContext): Promise<void> {
  const { inputTransformer, deadLetterConfig, retryPolicy } = inputs;
  const target: Target = {
    Id: inputs.targetId,
    Arn: inputs.arn,
    RoleArn: inputs.roleArn,
    Input: inputs.input,
    InputPath: inputs.inputPath,
    InputTransformer: inputTransformer && {
      InputPathsMap: inputTransformer.inputPaths,
      InputTemplate: inputTransformer.inputTemplate,
    },
    EcsParameters: ecsParameters(inputs.ecsTarget),
    DeadLetterConfig: deadLetterConfig && { Arn: deadLetterConfig.arn },
    RetryPolicy: retryPolicy && {
      MaximumEventAgeInSeconds: retryPolicy.maximumEventAgeInSeconds,
      MaximumRetryAttempts: retryPolicy.maximumRetryAttempts,
    },
  };
  const { FailedEntries = [] } = await aws.events.send(
    new PutTargetsCommand({ Rule: inputs.rule, EventBusName: inputs.eventBusName, Targets: [target] }),
  );
  const [failed] = FailedEntries;
  if (failed) throw new Error(`target ${failed.TargetId} of rule ${inputs.rule}: ${failed.ErrorMessage}`);
}

async function describedTarget(
  { rule, eventBusName = DEFAULT_BUS, targetId }: Properties,
  { aws }: ResourceContext,
): Promise<Resource | undefined> {
  const { Targets = [] } = await aws.events.send(
    new ListTargetsByRuleCommand({ Rule: rule, EventBusName: eventBusName }),
  );
  const target = Targets.find(({ Id }) => Id === targetId);
  if (!target) return undefined;
  const { InputTransformer, DeadLetterConfig, RetryPolicy } = target;
  return {
    id: `${rule}-${targetId}`,
    outputs: {
      rule,
      eventBusName,
      targetId,
      arn: target.Arn,
      roleArn: target.RoleArn,
      input: target.Input,
      inputPath: target.InputPath,
      inputTransformer: InputTransformer && {
        inputPaths: InputTransformer.InputPathsMap,
        inputTemplate: InputTransformer.InputTemplate,
      },
      ecsTarget: ecsTargetOf(target.EcsParameters),
      deadLetterConfig: DeadLetterConfig && { arn: DeadLetterConfig.Arn },
      retryPolicy: RetryPolicy && {
        maximumEventAgeInSeconds: RetryPolicy.MaximumEventAgeInSeconds,
        maximumRetryAttempts: RetryPolicy.MaximumRetryAttempts,
      },
    },
  };
}

/** EventBridge; the provider has it in its module `cloudwatch`. */
export const events: ServiceStandIns = {
  resources: {
    "aws:cloudwatch/eventRule:EventRule": eventRule,
    "aws:cloudwatch/eventTarget:EventTarget": eventTarget,
  },
};
