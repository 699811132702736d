import { type DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import type { Item } from "../../contracts/attribute-value";
import { OBSERVED_ATTRIBUTES } from "./observed-row";

/** Which rows are read. */
export interface RequestRows {
  readonly dynamodb: DynamoDBClient;
  readonly tableName: string;
  /** The short-lived copy of runtime whose rows they are. @default those that belong to none */
  readonly workspace?: string;
}

/**
 * Parts in which the table is read; a prime, so that a schedule of any period comes to begin at each of them (but for
 * multiples of it).
 */
export const SEGMENTS = 17;

const MINUTE = 60_000;

/**
 * The rows of one runtime, page by page, as they were a moment ago: at most 1 MB of the table each. Where it begins
 * moves on with the clock: what one run has no time for, a later one begins with, and nobody has to remember where.
 */
export async function* requestRows(rows: RequestRows, now: Date): AsyncGenerator<readonly Item[]> {
  const first = Math.floor(now.getTime() / MINUTE);
  for (let offset = 0; offset < SEGMENTS; offset += 1) {
    yield* segment(rows, (first + offset) % SEGMENTS);
  }
}

async function* segment(
  { dynamodb, tableName, workspace }: RequestRows,
  Segment: number,
): AsyncGenerator<readonly Item[]> {
  const projected = OBSERVED_ATTRIBUTES.map((path) => path.split("."));
  const names = ["workspace", ...projected.flat()];
  let ExclusiveStartKey: Record<string, NonNullable<Item[string]>> | undefined;
  do {
    const page = await dynamodb.send(
      new ScanCommand({
        TableName: tableName,
        Segment,
        TotalSegments: SEGMENTS,
        ExclusiveStartKey,
        ProjectionExpression: projected.map((path) => path.map((part) => `#${part}`).join(".")).join(", "),
        // as the stream's filter has it: a workspace that is no text is nobody's but the environment's own
        FilterExpression:
          workspace === undefined ? "NOT attribute_type(#workspace, :workspace)" : "#workspace = :workspace",
        ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
        ExpressionAttributeValues: { ":workspace": { S: workspace ?? "S" } },
      }),
    );
    yield page.Items ?? [];
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
}
