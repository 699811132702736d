import {
  type AttributeValue,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  paginateQuery,
  QueryCommand,
  UpdateItemCommand,
  type WriteRequest,
} from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import {
  REGISTRY_INDEXES,
  type RegistryIndex,
  type RegistryKey,
  type SortedIndex,
  workspaceKeyOf,
} from "../../contracts/registry/registry-keys";
import type { WorkspaceRow } from "../../contracts/registry/rows";

/** What one request writes at most. */
const BATCH = 25;

/** The longest pause before what DynamoDB put off is written again, in milliseconds. */
const LONGEST_PAUSE = 5000;

/** An indexing that has begun: the workspace as it was before, and the number that no other indexing has. */
export interface Claim {
  readonly before: WorkspaceRow | undefined;
  readonly revision: number;
}

/** Which rows of an index, in the order of its range key, newest first. */
export interface IndexQuery {
  readonly index: SortedIndex;
  /** Of the index's hash key. */
  readonly value: string;
  /** The least of its range key. @default every row */
  readonly since?: string;
  /** Conditions of DynamoDB's FilterExpression, all of which hold; their names begin with `#`, their values with `:`. */
  readonly conditions?: readonly string[];
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Readonly<Record<string, unknown>>;
}

/** Some rows of an index. */
export interface IndexPage<Row> {
  readonly rows: readonly Row[];
  /** Where the rest begins; absent when there is none. */
  readonly next?: Readonly<Record<string, unknown>>;
}

/** The registry's table. */
export class RegistryTable {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly tableName: string,
  ) {
    // It walks through each request and answer for a log that nobody keeps: half of the time that a page takes.
    client.middlewareStack.remove("loggerMiddleware");
  }

  /** Begins an indexing of the workspace: one that began before it can no longer finish. */
  async claim(key: RegistryKey): Promise<Claim> {
    const { Attributes } = await this.client.send(
      new UpdateItemCommand({
        TableName: this.tableName,
        Key: marshall(key),
        UpdateExpression: "ADD revision :one",
        ExpressionAttributeValues: { ":one": { N: "1" } },
        ReturnValues: "ALL_OLD",
      }),
    );
    const before = Attributes && (unmarshall(Attributes) as WorkspaceRow);
    return { before, revision: (before?.revision ?? 0) + 1 };
  }

  /** @returns false when another indexing has begun since `row.revision` was claimed; nothing is written then */
  async finish(row: WorkspaceRow): Promise<boolean> {
    try {
      await this.client.send(
        new PutItemCommand({
          TableName: this.tableName,
          Item: marshalled(row),
          ConditionExpression: "revision = :mine",
          ExpressionAttributeValues: { ":mine": { N: String(row.revision) } },
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) {
        return false;
      }
      throw error;
    }
  }

  /** Writes and deletes, in no order; also what DynamoDB puts off. */
  async write(rows: Iterable<RegistryKey>, deleted: Iterable<RegistryKey> = []): Promise<void> {
    const requests: WriteRequest[] = [];
    for (const row of rows) {
      requests.push({ PutRequest: { Item: marshalled(row) } });
    }
    for (const { pk, sk } of deleted) {
      requests.push({ DeleteRequest: { Key: marshall({ pk, sk }) } });
    }
    for (let start = 0; start < requests.length; start += BATCH) {
      await this.writeBatch(requests.slice(start, start + BATCH));
    }
  }

  private async writeBatch(batch: WriteRequest[]): Promise<void> {
    let left = batch;
    for (let pause = 50; left.length > 0; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      const { UnprocessedItems } = await this.client.send(
        new BatchWriteItemCommand({ RequestItems: { [this.tableName]: left } }),
      );
      left = UnprocessedItems?.[this.tableName] ?? [];
      if (left.length > 0) {
        await new Promise((resume) => setTimeout(resume, pause * Math.random()));
      }
    }
  }

  /** The workspace's rows whose sort key begins so, in its order, as they are now. */
  rows<Row>(pk: string, prefix: string): AsyncGenerator<Row> {
    return this.query(beginningWith(pk, prefix));
  }

  /** The last `count` of {@link rows}, the last one first; no more than these are read. */
  async lastRows<Row>(pk: string, prefix: string, count: number): Promise<readonly Row[]> {
    const last: Row[] = [];
    for await (const row of this.query<Row>({
      ...beginningWith(pk, prefix),
      ScanIndexForward: false,
      Limit: count,
    })) {
      last.push(row);
      if (last.length === count) {
        break;
      }
    }
    return last;
  }

  /** The workspace's own row; undefined where nobody has begun to index it. */
  async workspace(id: string): Promise<WorkspaceRow | undefined> {
    const { pk, sk } = workspaceKeyOf(id);
    const [row] = await this.lastRows<WorkspaceRow>(pk, sk, 1);
    return row;
  }

  /** The rows that the index has for `value`; an index is behind the table by some milliseconds. */
  indexed<Row>(index: RegistryIndex, value: string): AsyncGenerator<Row> {
    return this.query({
      IndexName: index,
      KeyConditionExpression: "#hash = :value",
      ExpressionAttributeNames: { "#hash": REGISTRY_INDEXES[index].hashKey },
      ExpressionAttributeValues: { ":value": { S: value } },
      ScanIndexForward: false,
    });
  }

  /**
   * Some of the rows that an index has.
   * @param evaluated rows that are looked at, at most; those that do not pass the conditions count
   * @param start as the page before says in `next`, or the keys of any row
   */
  async page<Row>(
    { index, value, since, conditions = [], names, values }: IndexQuery,
    evaluated: number,
    start?: IndexPage<Row>["next"],
  ): Promise<IndexPage<Row>> {
    const { hashKey, rangeKey } = REGISTRY_INDEXES[index];
    const bounded = since !== undefined;
    const { Items = [], LastEvaluatedKey } = await this.client.send(
      new QueryCommand({
        TableName: this.tableName,
        IndexName: index,
        KeyConditionExpression: bounded ? "#hash = :hash AND #range >= :since" : "#hash = :hash",
        FilterExpression: conditions.length === 0 ? undefined : conditions.join(" AND "),
        ExpressionAttributeNames: { "#hash": hashKey, ...(bounded && { "#range": rangeKey }), ...names },
        ExpressionAttributeValues: marshall({
          ":hash": value,
          ...(bounded && { ":since": since }),
          ...values,
        }),
        ScanIndexForward: false,
        Limit: evaluated,
        ExclusiveStartKey: start && marshall(start),
      }),
    );
    return {
      rows: Items.map((item) => unmarshall(item) as Row),
      next: LastEvaluatedKey && unmarshall(LastEvaluatedKey),
    };
  }

  private async *query<Row>(input: {
    readonly IndexName?: string;
    readonly KeyConditionExpression: string;
    readonly ExpressionAttributeNames?: Record<string, string>;
    readonly ExpressionAttributeValues: Record<string, AttributeValue>;
    readonly ConsistentRead?: boolean;
    readonly ScanIndexForward?: boolean;
    readonly Limit?: number;
  }): AsyncGenerator<Row> {
    const pages = paginateQuery({ client: this.client }, { TableName: this.tableName, ...input });
    for await (const page of pages) {
      for (const item of page.Items ?? []) {
        yield unmarshall(item) as Row;
      }
    }
  }
}

function beginningWith(pk: string, prefix: string) {
  return {
    KeyConditionExpression: "pk = :pk AND begins_with(sk, :prefix)",
    ExpressionAttributeValues: { ":pk": { S: pk }, ":prefix": { S: prefix } },
    ConsistentRead: true,
  };
}

/** An empty text cannot be in an index, so a field that has none is left out. */
function marshalled(row: RegistryKey): Record<string, AttributeValue> {
  const filled = Object.entries(row).filter(([, value]) => value !== undefined && value !== "");
  return marshall(Object.fromEntries(filled), { removeUndefinedValues: true });
}
