import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeStateMachineCommand,
  type EncryptionConfiguration,
  type EncryptionType,
  ListTagsForResourceCommand,
  type LoggingConfiguration,
  type LogLevel,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";

import type { Properties, Resource, ResourceContext, ResourceType, ServiceStandIns } from "../resource";
import { ifPresent } from "./presence";
import { lowerCaseTagList, tagMap, updateTags } from "./tag-lists";

const MISSING = "StateMachineDoesNotExist";

const stateMachine: ResourceType = {
  inputs: {
    name: "leaf",
    definition: "leaf",
    roleArn: "leaf",
    type: "leaf",
    loggingConfiguration: { logDestination: "leaf", includeExecutionData: "leaf", level: "leaf" },
    tracingConfiguration: { enabled: "leaf" },
    encryptionConfiguration: { type: "leaf", kmsKeyId: "leaf", kmsDataKeyReusePeriodSeconds: "leaf" },
  },
  required: ["definition", "roleArn"],
  autoName: "name",
  replaceOn: ["name", "type"],
  tagged: true,
  volatile: ["revisionId"],
  async create(inputs, context) {
    const { stateMachineArn } = await context.aws.sfn.send(
      new CreateStateMachineCommand({
        name: inputs.name,
        type: inputs.type,
        ...definitionOf(inputs),
        tags: lowerCaseTagList(inputs.tagsAll),
      }),
    );
    return describedStateMachine(stateMachineArn ?? "", inputs, context);
  },
  async read(arn, known, context) {
    return ifPresent(describedStateMachine(arn, known, context), MISSING);
  },
  async update(arn, news, olds, context) {
    const { sfn } = context.aws;
    await sfn.send(new UpdateStateMachineCommand({ stateMachineArn: arn, ...definitionOf(news) }));
    await updateTags(
      news,
      olds,
      (tags) => sfn.send(new TagResourceCommand({ resourceArn: arn, tags: lowerCaseTagList(tags) })),
      (tagKeys) => sfn.send(new UntagResourceCommand({ resourceArn: arn, tagKeys })),
    );
    return (await describedStateMachine(arn, news, context)).outputs;
  },
  async delete(stateMachineArn, _known, { aws }) {
    await ifPresent(aws.sfn.send(new DeleteStateMachineCommand({ stateMachineArn })), MISSING);
  },
};

/** What create and update have in common; an update gives all of it, so that what is no longer given is unset. */
function definitionOf(inputs: Properties) {
  return {
    definition: inputs.definition as string,
    roleArn: inputs.roleArn as string,
    loggingConfiguration: logging(inputs.loggingConfiguration),
    tracingConfiguration: { enabled: Boolean(inputs.tracingConfiguration?.enabled) },
    encryptionConfiguration: encryption(inputs.encryptionConfiguration),
  };
}

function logging(inputs: Properties = {}): LoggingConfiguration {
  const { logDestination } = inputs;
  return {
    level: (inputs.level ?? "OFF") as LogLevel,
    includeExecutionData: inputs.includeExecutionData ?? false,
    ...(logDestination && { destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: logDestination } }] }),
  };
}

function encryption(inputs: Properties = {}): EncryptionConfiguration {
  return {
    type: (inputs.type ?? "AWS_OWNED_KEY") as EncryptionType,
    kmsKeyId: inputs.kmsKeyId,
    kmsDataKeyReusePeriodSeconds: inputs.kmsDataKeyReusePeriodSeconds,
  };
}

/** The emulator keeps no tracing configuration, so that one is answered as it was given. */
async function describedStateMachine(
  arn: string,
  { tracingConfiguration }: Properties,
  { aws }: ResourceContext,
): Promise<Resource> {
  const found = await aws.sfn.send(new DescribeStateMachineCommand({ stateMachineArn: arn }));
  const { tags } = await aws.sfn.send(new ListTagsForResourceCommand({ resourceArn: arn }));
  const { loggingConfiguration, encryptionConfiguration } = found;
  const [destination] = loggingConfiguration?.destinations ?? [];
  return {
    id: arn,
    outputs: {
      arn,
      name: found.name,
      type: found.type,
      status: found.status,
      definition: found.definition,
      roleArn: found.roleArn,
      revisionId: found.revisionId,
      creationDate: found.creationDate?.toISOString(),
      loggingConfiguration: {
        level: loggingConfiguration?.level,
        includeExecutionData: loggingConfiguration?.includeExecutionData,
        logDestination: destination?.cloudWatchLogsLogGroup?.logGroupArn,
      },
      tracingConfiguration: found.tracingConfiguration ?? tracingConfiguration,
      encryptionConfiguration: {
        type: encryptionConfiguration?.type,
        kmsKeyId: encryptionConfiguration?.kmsKeyId,
        kmsDataKeyReusePeriodSeconds: encryptionConfiguration?.kmsDataKeyReusePeriodSeconds,
      },
      tagsAll: tagMap(tags),
    },
  };
}

/** Step Functions. */
export const sfn: ServiceStandIns = {
  resources: { "aws:sfn/stateMachine:StateMachine": stateMachine },
};
