import {
  type AttributeValue,
  ConditionalCheckFailedException,
  GetItemCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import type { Item } from "../../../contracts/attribute-value";
import type { RowVersionChange } from "../../../lambdas/trigger/intent";
import { conditionHolds, type Placeholders } from "./condition-expression";

/** A change of a row as the table saw it. */
export interface TableChange extends RowVersionChange {
  readonly change: "INSERT" | "MODIFY";
  readonly after: Item;
}

/** A table of requests in memory that keeps DynamoDB's rules for conditional writes, with its stream. */
export class MemoryTable {
  readonly #rows = new Map<string, Item>();
  /** Every change, oldest first. */
  readonly stream: TableChange[] = [];

  /** @param onUpdate told of every row that an UpdateItem has changed, before anybody can read it */
  constructor(private readonly onUpdate: (before: Item, after: Item) => void) {}

  row(id: string): Item | undefined {
    return this.#rows.get(id);
  }

  /** Writes as a requester does, who has read the row just now. */
  put(after: Item): void {
    this.#write(after);
  }

  answer(command: unknown): unknown {
    if (command instanceof GetItemCommand) {
      return { Item: this.row(idOf(command.input.Key)) };
    }
    if (command instanceof UpdateItemCommand) {
      return this.#update(command.input);
    }
    throw new Error(`the table in memory does not answer ${(command as object).constructor.name}`);
  }

  #update(input: UpdateItemCommand["input"]): object {
    const placeholders = {
      names: input.ExpressionAttributeNames ?? {},
      values: input.ExpressionAttributeValues ?? {},
    };
    const before = this.row(idOf(input.Key));
    if (!conditionHolds(input.ConditionExpression ?? "", placeholders, before)) {
      throw new ConditionalCheckFailedException({
        message: "The conditional request failed",
        $metadata: {},
        ...(input.ReturnValuesOnConditionCheckFailure === "ALL_OLD" && { Item: before }),
      });
    }
    const after = updated({ ...before }, input.UpdateExpression ?? "", placeholders);
    this.onUpdate(before ?? {}, after);
    this.#write(after);
    return {};
  }

  #write(after: Item): void {
    const id = idOf(after);
    const before = this.#rows.get(id);
    this.#rows.set(id, after);
    this.stream.push({ change: before ? "MODIFY" : "INSERT", before, after });
  }
}

function idOf(key: Item | undefined): string {
  return key?.id?.S ?? "";
}

/** `SET #a = :a, … REMOVE #b, …`, the only form that our updates have. */
function updated(
  item: Record<string, AttributeValue>,
  expression: string,
  { names, values }: Placeholders,
): Item {
  const [, assignments, removals] = /^(?:SET (.+?))?(?: ?REMOVE (.+))?$/.exec(expression) ?? [];
  if (assignments === undefined && removals === undefined) {
    throw new Error(`update ${expression} is not of the form that is known here`);
  }
  for (const assignment of assignments?.split(", ") ?? []) {
    const [name = "", value = ""] = assignment.split(" = ");
    item[names[name] ?? ""] = values[value] ?? { NULL: true };
  }
  for (const name of removals?.split(", ") ?? []) {
    delete item[names[name] ?? ""];
  }
  return item;
}
