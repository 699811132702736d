import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { Item } from "../contracts/attribute-value";
import type { EnclaveRequest } from "../contracts/enclave-request";
import { FleetError } from "../contracts/errors";
import { shown } from "../contracts/findings";

type Field = keyof EnclaveRequest & string;

/** A condition over a row's fields, with the values it names. */
export interface Condition {
  /** Fields by `#name`, values by `:name`. */
  readonly expression: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** A change of one row; happens whole or, when the condition does not hold, not at all. */
export interface RowChange {
  readonly set?: { readonly [Name in Field]?: EnclaveRequest[Name] };
  readonly remove?: readonly Field[];
  readonly condition: Condition;
}

export interface ChangeResult {
  readonly changed: boolean;
  /** The row that did not meet the condition; absent when there is no row. */
  readonly row?: Item;
}

/** The request table, one row at a time. */
export class RequestTable {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly tableName: string,
  ) {}

  /**
   * The row as it is now, by a consistent read.
   * @throws FleetError `RequestNotFound`
   */
  async read(id: string): Promise<Item> {
    const { Item: row } = await this.client.send(
      new GetItemCommand({ TableName: this.tableName, Key: { id: { S: id } }, ConsistentRead: true }),
    );
    if (!row) {
      throw new FleetError(
        "RequestNotFound",
        `request ${shown(id)} is not in table ${this.tableName}: its row was deleted`,
      );
    }
    return row;
  }

  /** Changes a row that exists and meets the condition; never creates one. */
  async change(id: string, change: RowChange): Promise<ChangeResult> {
    const set = Object.entries(change.set ?? {}).filter(([, value]) => value !== undefined);
    const assignments = set.map(([field]) => `#${field} = :set_${field}`).join(", ");
    const removals = (change.remove ?? []).map((field) => `#${field}`).join(", ");
    const update = [assignments && `SET ${assignments}`, removals && `REMOVE ${removals}`];
    const condition = `attribute_exists(#id) AND (${change.condition.expression})`;
    const expression = update.filter(Boolean).join(" ");
    try {
      await this.client.send(
        new UpdateItemCommand({
          TableName: this.tableName,
          Key: { id: { S: id } },
          UpdateExpression: expression,
          ConditionExpression: condition,
          ExpressionAttributeNames: namesIn(`${expression} ${condition}`),
          ExpressionAttributeValues: {
            ...valuesOf(":set_", Object.fromEntries(set)),
            ...valuesOf(":", change.condition.values),
          },
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        }),
      );
      return { changed: true };
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) {
        return { changed: false, row: error.Item };
      }
      throw error;
    }
  }
}

/** Every `#name` of an expression stands for the field of that name, as DynamoDB reserves many words. */
function namesIn(expression: string): Record<string, string> {
  const names = expression.match(/#\w+/g) ?? [];
  return Object.fromEntries(names.map((name) => [name, name.slice(1)]));
}

function valuesOf(prefix: string, values: Readonly<Record<string, unknown>>): Record<string, AttributeValue> {
  const item = marshall(values, { removeUndefinedValues: true });
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [`${prefix}${name}`, value]));
}
