import {
  type AttributeDefinition,
  type BillingMode,
  CreateTableCommand,
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type GlobalSecondaryIndex,
  type GlobalSecondaryIndexDescription,
  type KeySchemaElement,
  type KeyType,
  ListTagsOfResourceCommand,
  type ProjectionType,
  type ProvisionedThroughput,
  type SSESpecification,
  type StreamSpecification,
  type TableDescription,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  type UpdateTableCommandInput,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from "@aws-sdk/client-dynamodb";

import type {
  FunctionContext,
  FunctionType,
  Properties,
  Resource,
  ResourceContext,
  ResourceType,
  ServiceStandIns,
} from "../resource";
import { equivalent } from "../values";
import { ifPresent } from "./presence";
import { tagList, tagMap, updateTags } from "./tag-lists";

const MISSING = "ResourceNotFoundException";
const WAIT = { maxWaitTime: 60, minDelay: 0.05, maxDelay: 1 };

const table: ResourceType = {
  inputs: {
    name: "leaf",
    attributes: { name: "leaf", type: "leaf" },
    hashKey: "leaf",
    rangeKey: "leaf",
    billingMode: "leaf",
    readCapacity: "leaf",
    writeCapacity: "leaf",
    globalSecondaryIndexes: {
      name: "leaf",
      hashKey: "leaf",
      rangeKey: "leaf",
      projectionType: "leaf",
      nonKeyAttributes: "leaf",
      readCapacity: "leaf",
      writeCapacity: "leaf",
    },
    streamEnabled: "leaf",
    streamViewType: "leaf",
    pointInTimeRecovery: { enabled: "leaf" },
    serverSideEncryption: { enabled: "leaf", kmsKeyArn: "leaf" },
    deletionProtectionEnabled: "leaf",
    tableClass: "leaf",
    ttl: { attributeName: "leaf", enabled: "leaf" },
  },
  required: ["attributes", "hashKey"],
  autoName: "name",
  replaceOn: ["name", "hashKey", "rangeKey"],
  tagged: true,
  volatile: ["streamArn", "streamLabel"],
  async create(inputs, context) {
    const { dynamodb: client } = context.aws;
    await client.send(
      new CreateTableCommand({
        TableName: inputs.name,
        AttributeDefinitions: attributeDefinitions(inputs),
        KeySchema: keySchema(inputs),
        BillingMode: billingMode(inputs),
        ProvisionedThroughput: throughput(inputs, inputs),
        GlobalSecondaryIndexes: inputs.globalSecondaryIndexes?.map((index: Properties) =>
          globalSecondaryIndex(index, inputs),
        ),
        StreamSpecification: inputs.streamEnabled ? streamSpecification(inputs) : undefined,
        SSESpecification: encryption(inputs),
        DeletionProtectionEnabled: inputs.deletionProtectionEnabled,
        TableClass: inputs.tableClass,
        Tags: tagList(inputs.tagsAll),
      }),
    );
    await waitUntilTableExists({ client, ...WAIT }, { TableName: inputs.name });
    if (inputs.ttl?.enabled) await putTimeToLive(inputs.name, inputs.ttl, context);
    if (inputs.pointInTimeRecovery?.enabled) await putPointInTimeRecovery(inputs.name, true, context);
    return describedTable(inputs.name, context);
  },
  async read(name, _known, context) {
    return ifPresent(describedTable(name, context), MISSING);
  },
  async update(TableName, news, olds, context) {
    const { dynamodb: client } = context.aws;
    for (const change of tableChanges(news, olds)) {
      await client.send(new UpdateTableCommand({ TableName, ...change }));
      await waitUntilTableExists({ client, ...WAIT }, { TableName });
    }
    await updateTimeToLive(TableName, news.ttl, olds.ttl, context);
    const recovery = news.pointInTimeRecovery?.enabled ?? false;
    if (recovery !== (olds.pointInTimeRecovery?.enabled ?? false)) {
      await putPointInTimeRecovery(TableName, recovery, context);
    }
    const ResourceArn = olds.arn;
    await updateTags(
      news,
      olds,
      (tags) => client.send(new TagResourceCommand({ ResourceArn, Tags: tagList(tags) })),
      (TagKeys) => client.send(new UntagResourceCommand({ ResourceArn, TagKeys })),
    );
    return (await describedTable(TableName, context)).outputs;
  },
  async delete(TableName, _known, { aws }) {
    await ifPresent(aws.dynamodb.send(new DeleteTableCommand({ TableName })), MISSING);
    await waitUntilTableNotExists({ client: aws.dynamodb, ...WAIT }, { TableName });
  },
};

function attributeDefinitions({ attributes }: Properties): AttributeDefinition[] {
  return attributes.map(({ name, type }: Properties) => ({ AttributeName: name, AttributeType: type }));
}

function keySchema({ hashKey, rangeKey }: Properties): KeySchemaElement[] {
  return [
    { AttributeName: hashKey, KeyType: "HASH" },
    ...(rangeKey ? [{ AttributeName: rangeKey, KeyType: "RANGE" as const }] : []),
  ];
}

function billingMode(inputs: Properties): BillingMode {
  return inputs.billingMode ?? "PROVISIONED";
}

/** Capacity of a table or index; an on-demand table has none. */
function throughput(of: Properties, inputs: Properties): ProvisionedThroughput | undefined {
  if (billingMode(inputs) === "PAY_PER_REQUEST") return undefined;
  return { ReadCapacityUnits: of.readCapacity, WriteCapacityUnits: of.writeCapacity };
}

function globalSecondaryIndex(index: Properties, inputs: Properties): GlobalSecondaryIndex {
  return {
    IndexName: index.name,
    KeySchema: keySchema(index),
    Projection: {
      ProjectionType: index.projectionType as ProjectionType,
      NonKeyAttributes: index.nonKeyAttributes,
    },
    ProvisionedThroughput: throughput(index, inputs),
  };
}

function streamSpecification({ streamEnabled, streamViewType }: Properties): StreamSpecification {
  return streamEnabled ? { StreamEnabled: true, StreamViewType: streamViewType } : { StreamEnabled: false };
}

function encryption({ serverSideEncryption }: Properties): SSESpecification | undefined {
  if (!serverSideEncryption) return undefined;
  const { enabled, kmsKeyArn } = serverSideEncryption;
  return { Enabled: enabled, SSEType: enabled ? "KMS" : undefined, KMSMasterKeyId: kmsKeyArn };
}

/** The calls that make the table what it shall be: UpdateTable takes one kind of change, and one index, a call. */
function tableChanges(news: Properties, olds: Properties): Omit<UpdateTableCommandInput, "TableName">[] {
  const changed = (...inputs: string[]) => inputs.some((input) => !equivalent(news[input], olds[input]));
  const changes: Omit<UpdateTableCommandInput, "TableName">[] = [];
  const billing = billingMode(news);
  if (
    billing !== billingMode(olds) ||
    (billing === "PROVISIONED" && changed("readCapacity", "writeCapacity"))
  ) {
    changes.push({ BillingMode: billing, ProvisionedThroughput: throughput(news, news) });
  }
  if (Boolean(news.streamEnabled) !== Boolean(olds.streamEnabled) || changed("streamViewType")) {
    if (olds.streamEnabled) changes.push({ StreamSpecification: { StreamEnabled: false } });
    if (news.streamEnabled) changes.push({ StreamSpecification: streamSpecification(news) });
  }
  const encrypted = Boolean(news.serverSideEncryption?.enabled);
  const sameKey = news.serverSideEncryption?.kmsKeyArn === olds.serverSideEncryption?.kmsKeyArn;
  if (encrypted !== Boolean(olds.serverSideEncryption?.enabled) || (encrypted && !sameKey)) {
    changes.push({ SSESpecification: encryption(news) ?? { Enabled: false } });
  }
  if (Boolean(news.deletionProtectionEnabled) !== Boolean(olds.deletionProtectionEnabled)) {
    changes.push({ DeletionProtectionEnabled: news.deletionProtectionEnabled ?? false });
  }
  const tableClass = news.tableClass ?? "STANDARD";
  if (tableClass !== (olds.tableClass ?? "STANDARD")) changes.push({ TableClass: tableClass });
  return [...changes, ...indexChanges(news, olds)];
}

/** An index cannot be changed, so one that differs is deleted and made again. */
function indexChanges(news: Properties, olds: Properties): Omit<UpdateTableCommandInput, "TableName">[] {
  const now: Properties[] = news.globalSecondaryIndexes ?? [];
  const before: Properties[] = olds.globalSecondaryIndexes ?? [];
  const isIn = (list: Properties[], index: Properties) =>
    list.some((other) => equivalent(comparableIndex(other), comparableIndex(index)));
  const gone = before.filter((index) => !isIn(now, index));
  const made = now.filter((index) => !isIn(before, index));
  return [
    ...gone.map(({ name }) => ({ GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: name } }] })),
    ...made.map((index) => ({
      AttributeDefinitions: attributeDefinitions(news),
      GlobalSecondaryIndexUpdates: [{ Create: globalSecondaryIndex(index, news) }],
    })),
  ];
}

function comparableIndex({
  name,
  hashKey,
  rangeKey,
  projectionType,
  nonKeyAttributes,
}: Properties): Properties {
  return { name, hashKey, rangeKey, projectionType, nonKeyAttributes: nonKeyAttributes ?? [] };
}

async function updateTimeToLive(
  name: string,
  news: Properties | undefined,
  olds: Properties | undefined,
  context: ResourceContext,
): Promise<void> {
  const enabled = news?.enabled ?? false;
  const sameAttribute = news?.attributeName === olds?.attributeName;
  if (enabled === (olds?.enabled ?? false) && (!enabled || sameAttribute)) return;
  if (olds?.enabled) await putTimeToLive(name, { ...olds, enabled: false }, context);
  if (enabled) await putTimeToLive(name, news ?? {}, context);
}

async function putTimeToLive(
  TableName: string,
  { attributeName, enabled }: Properties,
  { aws }: ResourceContext,
): Promise<void> {
  const TimeToLiveSpecification = { AttributeName: attributeName, Enabled: enabled };
  await aws.dynamodb.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
}

async function putPointInTimeRecovery(
  TableName: string,
  enabled: boolean,
  { aws }: ResourceContext,
): Promise<void> {
  await aws.dynamodb.send(
    new UpdateContinuousBackupsCommand({
      TableName,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: enabled },
    }),
  );
}

async function describedTable(name: string, { aws }: FunctionContext): Promise<Resource> {
  const { dynamodb: client } = aws;
  const { Table = {} } = await client.send(new DescribeTableCommand({ TableName: name }));
  const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: name }));
  const { ContinuousBackupsDescription } = await client.send(
    new DescribeContinuousBackupsCommand({ TableName: name }),
  );
  const { Tags } = await client.send(new ListTagsOfResourceCommand({ ResourceArn: Table.TableArn }));
  const recovery = ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
  return {
    id: name,
    outputs: {
      ...tableOutputs(Table),
      pointInTimeRecovery: { enabled: recovery === "ENABLED" },
      ttl: {
        attributeName: TimeToLiveDescription?.AttributeName ?? "",
        enabled: TimeToLiveDescription?.TimeToLiveStatus === "ENABLED",
      },
      tagsAll: tagMap(Tags),
    },
  };
}

function tableOutputs(found: TableDescription): Properties {
  const { StreamSpecification: stream, SSEDescription } = found;
  return {
    name: found.TableName,
    arn: found.TableArn,
    attributes: found.AttributeDefinitions?.map((attribute) => ({
      name: attribute.AttributeName,
      type: attribute.AttributeType,
    })),
    hashKey: keyOf(found.KeySchema, "HASH"),
    rangeKey: keyOf(found.KeySchema, "RANGE"),
    billingMode: found.BillingModeSummary?.BillingMode ?? "PROVISIONED",
    readCapacity: found.ProvisionedThroughput?.ReadCapacityUnits ?? 0,
    writeCapacity: found.ProvisionedThroughput?.WriteCapacityUnits ?? 0,
    globalSecondaryIndexes: (found.GlobalSecondaryIndexes ?? []).map(indexOutputs),
    streamEnabled: stream?.StreamEnabled ?? false,
    streamViewType: stream?.StreamViewType,
    streamArn: stream?.StreamEnabled ? found.LatestStreamArn : "",
    streamLabel: stream?.StreamEnabled ? found.LatestStreamLabel : "",
    serverSideEncryption: {
      enabled: SSEDescription?.Status === "ENABLED",
      kmsKeyArn: SSEDescription?.KMSMasterKeyArn,
    },
    deletionProtectionEnabled: found.DeletionProtectionEnabled ?? false,
    tableClass: found.TableClassSummary?.TableClass ?? "STANDARD",
  };
}

function indexOutputs(index: GlobalSecondaryIndexDescription): Properties {
  return {
    name: index.IndexName,
    hashKey: keyOf(index.KeySchema, "HASH"),
    rangeKey: keyOf(index.KeySchema, "RANGE"),
    projectionType: index.Projection?.ProjectionType,
    nonKeyAttributes: index.Projection?.NonKeyAttributes,
    readCapacity: index.ProvisionedThroughput?.ReadCapacityUnits ?? 0,
    writeCapacity: index.ProvisionedThroughput?.WriteCapacityUnits ?? 0,
  };
}

function keyOf(schema: readonly KeySchemaElement[] = [], type: KeyType): string | undefined {
  return schema.find(({ KeyType }) => KeyType === type)?.AttributeName;
}

const getTable: FunctionType = {
  inputs: { name: "leaf" },
  async invoke({ name }, context) {
    const { outputs } = await describedTable(name, context);
    const { tagsAll: tags, ...others } = outputs;
    return { ...others, id: name, tags };
  },
};

/** DynamoDB. */
export const dynamodb: ServiceStandIns = {
  resources: { "aws:dynamodb/table:Table": table },
  functions: { "aws:dynamodb/getTable:getTable": getTable },
};
