import {
  AddTagsCommand,
  type AdvancedFieldSelector,
  CreateTrailCommand,
  DeleteTrailCommand,
  GetEventSelectorsCommand,
  GetTrailCommand,
  GetTrailStatusCommand,
  ListTagsCommand,
  PutEventSelectorsCommand,
  RemoveTagsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
  UpdateTrailCommand,
} from "@aws-sdk/client-cloudtrail";

import type { Properties, Resource, ResourceContext, ResourceType, ServiceStandIns } from "../resource";
import { equivalent } from "../values";
import { ifPresent, present } from "./presence";
import { tagList, tagMap, updateTags } from "./tag-lists";

const MISSING = "TrailNotFoundException";

/** Operators of a field selector: the provider's names, and CloudTrail's. */
const OPERATORS = {
  equals: "Equals",
  startsWiths: "StartsWith",
  endsWiths: "EndsWith",
  notEquals: "NotEquals",
  notStartsWiths: "NotStartsWith",
  notEndsWiths: "NotEndsWith",
} as const satisfies Readonly<Record<string, keyof AdvancedFieldSelector>>;

const trail: ResourceType = {
  inputs: {
    name: "leaf",
    s3BucketName: "leaf",
    s3KeyPrefix: "leaf",
    kmsKeyId: "leaf",
    cloudWatchLogsGroupArn: "leaf",
    cloudWatchLogsRoleArn: "leaf",
    enableLogFileValidation: "leaf",
    enableLogging: "leaf",
    includeGlobalServiceEvents: "leaf",
    isMultiRegionTrail: "leaf",
    advancedEventSelectors: {
      name: "leaf",
      fieldSelectors: {
        field: "leaf",
        ...Object.fromEntries(Object.keys(OPERATORS).map((name) => [name, "leaf" as const])),
      },
    },
  },
  required: ["s3BucketName"],
  autoName: "name",
  replaceOn: ["name"],
  tagged: true,
  async create(inputs, context) {
    const { cloudtrail } = context.aws;
    const { TrailARN: arn = "" } = await cloudtrail.send(
      new CreateTrailCommand({ ...settings(inputs), TagsList: tagList(inputs.tagsAll) }),
    );
    // The emulator's CreateTrail forgets the log group and the tags.
    await cloudtrail.send(new UpdateTrailCommand(settings(inputs)));
    await cloudtrail.send(new AddTagsCommand({ ResourceId: arn, TagsList: tagList(inputs.tagsAll) }));
    await putSelectors(arn, inputs, {}, context);
    if (inputs.enableLogging !== false) await cloudtrail.send(new StartLoggingCommand({ Name: arn }));
    return present(await describedTrail(arn, context), `trail ${inputs.name}`);
  },
  async read(arn, _known, context) {
    return describedTrail(arn, context);
  },
  async update(arn, news, olds, context) {
    const { cloudtrail } = context.aws;
    await cloudtrail.send(new UpdateTrailCommand(settings(news)));
    await putSelectors(arn, news, olds, context);
    if ((news.enableLogging ?? true) !== (olds.enableLogging ?? true)) {
      const Name = arn;
      await cloudtrail.send(
        news.enableLogging === false ? new StopLoggingCommand({ Name }) : new StartLoggingCommand({ Name }),
      );
    }
    await updateTags(
      news,
      olds,
      (tags) => cloudtrail.send(new AddTagsCommand({ ResourceId: arn, TagsList: tagList(tags) })),
      (keys) =>
        cloudtrail.send(new RemoveTagsCommand({ ResourceId: arn, TagsList: keys.map((Key) => ({ Key })) })),
    );
    return present(await describedTrail(arn, context), `trail ${news.name}`).outputs;
  },
  async delete(Name, _known, { aws }) {
    await ifPresent(aws.cloudtrail.send(new DeleteTrailCommand({ Name })), MISSING);
  },
};

/** What CreateTrail and UpdateTrail take; an input that is not given gets the provider's default. */
function settings(inputs: Properties) {
  return {
    Name: inputs.name,
    S3BucketName: inputs.s3BucketName,
    S3KeyPrefix: inputs.s3KeyPrefix ?? "",
    KmsKeyId: inputs.kmsKeyId ?? "",
    CloudWatchLogsLogGroupArn: inputs.cloudWatchLogsGroupArn ?? "",
    CloudWatchLogsRoleArn: inputs.cloudWatchLogsRoleArn ?? "",
    EnableLogFileValidation: inputs.enableLogFileValidation ?? false,
    IncludeGlobalServiceEvents: inputs.includeGlobalServiceEvents ?? true,
    IsMultiRegionTrail: inputs.isMultiRegionTrail ?? false,
  };
}

/** Without selectors of its own a trail records management events. */
const DEFAULT_SELECTORS = [{ ReadWriteType: "All", IncludeManagementEvents: true }] as const;

async function putSelectors(
  TrailName: string,
  news: Properties,
  olds: Properties,
  { aws }: ResourceContext,
): Promise<void> {
  const wanted: Properties[] = news.advancedEventSelectors ?? [];
  if (equivalent(wanted, olds.advancedEventSelectors ?? [])) return;
  await aws.cloudtrail.send(
    new PutEventSelectorsCommand(
      wanted.length === 0
        ? { TrailName, EventSelectors: [...DEFAULT_SELECTORS] }
        : { TrailName, AdvancedEventSelectors: wanted.map(selectorForAws) },
    ),
  );
}

function selectorForAws({ name, fieldSelectors = [] }: Properties) {
  return {
    Name: name,
    FieldSelectors: fieldSelectors.map(({ field, ...operators }: Properties) => ({
      Field: field,
      ...Object.fromEntries(
        Object.entries(OPERATORS).flatMap(([ours, theirs]) =>
          operators[ours] ? [[theirs, operators[ours]]] : [],
        ),
      ),
    })),
  };
}

async function describedTrail(Name: string, { aws }: ResourceContext): Promise<Resource | undefined> {
  const answer = await ifPresent(aws.cloudtrail.send(new GetTrailCommand({ Name })), MISSING);
  const found = answer?.Trail;
  if (!found) return undefined;
  const { IsLogging } = await aws.cloudtrail.send(new GetTrailStatusCommand({ Name }));
  const { AdvancedEventSelectors } = await aws.cloudtrail.send(
    new GetEventSelectorsCommand({ TrailName: Name }),
  );
  const { ResourceTagList = [] } = await aws.cloudtrail.send(new ListTagsCommand({ ResourceIdList: [Name] }));
  return {
    id: found.TrailARN ?? Name,
    outputs: {
      arn: found.TrailARN,
      name: found.Name,
      homeRegion: found.HomeRegion,
      s3BucketName: found.S3BucketName,
      s3KeyPrefix: found.S3KeyPrefix,
      kmsKeyId: found.KmsKeyId,
      cloudWatchLogsGroupArn: found.CloudWatchLogsLogGroupArn,
      cloudWatchLogsRoleArn: found.CloudWatchLogsRoleArn,
      enableLogFileValidation: found.LogFileValidationEnabled,
      enableLogging: IsLogging,
      includeGlobalServiceEvents: found.IncludeGlobalServiceEvents,
      isMultiRegionTrail: found.IsMultiRegionTrail,
      advancedEventSelectors: AdvancedEventSelectors?.map(({ Name: name, FieldSelectors = [] }) => ({
        name,
        fieldSelectors: FieldSelectors.map((selector) => ({
          field: selector.Field,
          ...Object.fromEntries(
            Object.entries(OPERATORS).flatMap(([ours, theirs]) =>
              selector[theirs] ? [[ours, selector[theirs]]] : [],
            ),
          ),
        })),
      })),
      tagsAll: tagMap(ResourceTagList[0]?.TagsList),
    },
  };
}

/**
 * CloudTrail. Trails are kept and answered; the emulator delivers no events to bucket or log group, and records
 * calls for LookupEvents alone.
 */
export const cloudtrail: ServiceStandIns = { resources: { "aws:cloudtrail/trail:Trail": trail } };
