import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { Item } from "../../../contracts/attribute-value";

/** What an expression's `#names` and `:values` stand for. */
export interface Placeholders {
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, AttributeValue>>;
}

const TOKEN = /\s*(#\w+(?:\.#\w+)*|:\w+|[A-Za-z_]+|[(),=<>])/y;

/**
 * Evaluates a condition as DynamoDB does, as far as our conditions go: AND, OR, NOT, IN, `=`, `<`, `>`,
 * attribute_exists, attribute_not_exists and attribute_type. What it does not know is an error.
 */
export function conditionHolds(expression: string, placeholders: Placeholders, item: Item = {}): boolean {
  const parser = new Parser(tokensOf(expression), placeholders, item);
  return parser.whole();
}

function tokensOf(expression: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  for (let at = 0; at < expression.trimEnd().length; at = TOKEN.lastIndex) {
    const [, token] = TOKEN.exec(expression) ?? [];
    if (token === undefined) {
      throw new Error(`condition ${expression} has at ${at} what is not known here`);
    }
    tokens.push(token);
  }
  return tokens;
}

class Parser {
  #at = 0;

  constructor(
    private readonly tokens: readonly string[],
    private readonly placeholders: Placeholders,
    private readonly item: Item,
  ) {}

  whole(): boolean {
    const holds = this.#or();
    if (this.#at < this.tokens.length) {
      throw new Error(`condition ${this.tokens.join(" ")} goes on after its end at ${this.tokens[this.#at]}`);
    }
    return holds;
  }

  // both sides are always read, so that what is wrong in one of them is always seen
  #or(): boolean {
    let holds = this.#and();
    while (this.#takes("OR")) {
      const other = this.#and();
      holds ||= other;
    }
    return holds;
  }

  #and(): boolean {
    let holds = this.#not();
    while (this.#takes("AND")) {
      const other = this.#not();
      holds &&= other;
    }
    return holds;
  }

  #not(): boolean {
    return this.#takes("NOT") ? !this.#not() : this.#condition();
  }

  #condition(): boolean {
    if (this.#takes("(")) {
      const holds = this.#or();
      this.#expect(")");
      return holds;
    }
    const token = this.#next();
    return token.startsWith("#") || token.startsWith(":")
      ? this.#comparison(this.#operand(token))
      : this.#function(token);
  }

  #comparison(left: AttributeValue | undefined): boolean {
    const operator = this.#next();
    if (operator !== "IN") {
      const right = this.#operand(this.#next());
      return compares(operator, left, right);
    }
    this.#expect("(");
    let found = false;
    do {
      const candidate = this.#operand(this.#next());
      found ||= compares("=", left, candidate);
    } while (this.#takes(","));
    this.#expect(")");
    return found;
  }

  #function(name: string): boolean {
    this.#expect("(");
    const attribute = this.#operand(this.#next());
    const type = this.#takes(",") ? this.#operand(this.#next())?.S : undefined;
    this.#expect(")");
    switch (name) {
      case "attribute_exists":
        return attribute !== undefined;
      case "attribute_not_exists":
        return attribute === undefined;
      case "attribute_type":
        return attribute !== undefined && Object.keys(attribute)[0] === type;
      default:
        throw new Error(`function ${name} of a condition is not known here`);
    }
  }

  #operand(token: string): AttributeValue | undefined {
    if (token.startsWith(":")) {
      return given(this.placeholders.values, token);
    }
    const [first = "", ...rest] = token.split(".").map((name) => given(this.placeholders.names, name));
    return rest.reduce<AttributeValue | undefined>((value, name) => value?.M?.[name], this.item[first]);
  }

  #takes(token: string): boolean {
    const taken = this.tokens[this.#at] === token;
    this.#at += taken ? 1 : 0;
    return taken;
  }

  #next(): string {
    return this.tokens[this.#at++] ?? "";
  }

  #expect(token: string): void {
    if (!this.#takes(token)) {
      throw new Error(`condition ${this.tokens.join(" ")} lacks ${token}`);
    }
  }
}

function given<Value>(placeholders: Readonly<Record<string, Value>>, name: string): Value {
  const value = placeholders[name];
  if (value === undefined) {
    throw new Error(`${name} is used in an expression and stands for nothing`);
  }
  return value;
}

/** Values of different types, and what is not there, compare as false. */
function compares(
  operator: string,
  left: AttributeValue | undefined,
  right: AttributeValue | undefined,
): boolean {
  const [a, b] =
    left?.N !== undefined && right?.N !== undefined ? [Number(left.N), Number(right.N)] : [left?.S, right?.S];
  if (a === undefined || b === undefined) {
    return false;
  }
  switch (operator) {
    case "=":
      return a === b;
    case "<":
      return a < b;
    case ">":
      return a > b;
    default:
      throw new Error(`operator ${operator} of a condition is not known here`);
  }
}
