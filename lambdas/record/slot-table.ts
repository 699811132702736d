import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import type { Operation } from "../../contracts/operation";
import type { Claim, Slots } from "../../contracts/slots";

/** More than these are not written down: an item of DynamoDB holds 400 KB. */
export const MAX_WAITING = 1000;

/** Both of one operation's lists, as they were read. */
export interface StoredSlots extends Slots {
  /** Grows with each slot that is taken: two that see the same cannot both take one. */
  readonly version: number;
  /** When it was last looked whether all of them are still there; ISO 8601, UTC. */
  readonly inspectedAt: string;
}

/** What a run that is over tells of those to come. */
export type Learned = Partial<Omit<Slots, "running" | "waiting">>;

const NONE: StoredSlots = { running: {}, waiting: {}, version: 0, inspectedAt: new Date(0).toISOString() };

/** The slots of one runtime: an item for each operation, in which executions are told apart by their names. */
export class SlotTable {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly tableName: string,
  ) {}

  /** What is there now, by a consistent read. */
  async read(operation: Operation): Promise<StoredSlots> {
    const { Item: item } = await this.client.send(
      new GetItemCommand({ ...this.#key(operation), ConsistentRead: true }),
    );
    return item ? (unmarshall(item) as StoredSlots) : NONE;
  }

  /**
   * Gets in line, once.
   * @returns the slots as they are then; undefined when too many wait already
   */
  async join(operation: Operation, name: string, claim: Claim): Promise<StoredSlots | undefined> {
    const seen = await this.read(operation);
    if (seen.running[name] || seen.waiting[name]) {
      return seen;
    }
    if (seen === NONE) {
      await this.#create(operation);
    }
    const written = await this.#update(operation, {
      UpdateExpression: "SET #waiting.#name = :claim",
      ConditionExpression: "size(#waiting) < :max",
      ExpressionAttributeNames: { "#waiting": "waiting", "#name": name },
      ExpressionAttributeValues: marshall({ ":claim": claim, ":max": MAX_WAITING }),
      ReturnValues: "ALL_NEW",
    });
    return written?.Attributes && (unmarshall(written.Attributes) as StoredSlots);
  }

  /** Takes a slot. @returns false when somebody has taken one since `seen` was read */
  async take(operation: Operation, name: string, claim: Claim, seen: StoredSlots): Promise<boolean> {
    const written = await this.#update(operation, {
      UpdateExpression: "SET #running.#name = :claim, #version = :next REMOVE #waiting.#name",
      ConditionExpression: "#version = :seen",
      ExpressionAttributeNames: {
        "#running": "running",
        "#waiting": "waiting",
        "#name": name,
        "#version": "version",
      },
      ExpressionAttributeValues: marshall({
        ":claim": claim,
        ":next": seen.version + 1,
        ":seen": seen.version,
      }),
    });
    return written !== undefined;
  }

  /** Takes names off both lists, and notes what was learned; what is not on the lists does not matter. */
  async remove(operation: Operation, names: readonly string[], learned: Learned = {}): Promise<void> {
    const fields = Object.keys(learned);
    const set = fields.map((field) => `#${field} = :${field}`).join(", ");
    const each = names.flatMap((_, index) => [`#running.#n${index}`, `#waiting.#n${index}`]);
    await this.#update(operation, {
      UpdateExpression: `${set && `SET ${set} `}REMOVE ${each.join(", ")}`,
      ConditionExpression: "attribute_exists(#operation)",
      ExpressionAttributeNames: {
        "#operation": "operation",
        "#running": "running",
        "#waiting": "waiting",
        ...Object.fromEntries(names.map((name, index) => [`#n${index}`, name])),
        ...Object.fromEntries(fields.map((field) => [`#${field}`, field])),
      },
      ...(set && {
        ExpressionAttributeValues: marshall(
          Object.fromEntries(Object.entries(learned).map(([field, value]) => [`:${field}`, value])),
        ),
      }),
    });
  }

  /** Says that the lists are being looked through. @returns false when somebody else has said so since `seen` */
  async inspect(operation: Operation, now: Date, seen: StoredSlots): Promise<boolean> {
    const written = await this.#update(operation, {
      UpdateExpression: "SET #inspectedAt = :now",
      ConditionExpression: "#inspectedAt = :seen",
      ExpressionAttributeNames: { "#inspectedAt": "inspectedAt" },
      ExpressionAttributeValues: marshall({ ":now": now.toISOString(), ":seen": seen.inspectedAt }),
    });
    return written !== undefined;
  }

  async #create(operation: Operation): Promise<void> {
    const put = new PutItemCommand({
      TableName: this.tableName,
      Item: marshall({ operation, ...NONE }),
      ConditionExpression: "attribute_not_exists(#operation)",
      ExpressionAttributeNames: { "#operation": "operation" },
    });
    await unlessRefused(this.client.send(put));
  }

  #key(operation: Operation) {
    return { TableName: this.tableName, Key: { operation: { S: operation } } };
  }

  #update(operation: Operation, change: Omit<UpdateItemCommandInput, "TableName" | "Key">) {
    return unlessRefused(this.client.send(new UpdateItemCommand({ ...this.#key(operation), ...change })));
  }
}

/** @returns undefined when the condition did not hold */
async function unlessRefused<Result>(write: Promise<Result>): Promise<Result | undefined> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) {
      return undefined;
    }
    throw error;
  }
}
