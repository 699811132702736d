/** A pattern of Lambda's FilterCriteria: `{"eventName": ["INSERT"]}`. */
export interface EventPattern {
  readonly [key: string]: EventPattern | readonly Matcher[];
}

type Matcher = string | number | boolean | null | Readonly<Record<string, unknown>>;

/**
 * Whether `event` passes, by the rules that Lambda documents for FilterCriteria.
 * @throws Error for a kind of matcher that is not known here: a filter that is misread would hide records.
 */
export function matchesPattern(pattern: EventPattern, event: unknown): boolean {
  return Object.entries(pattern).every(([key, expected]) => {
    const value = isObject(event) && Object.hasOwn(event, key) ? event[key] : undefined;
    if (isMatchers(expected)) {
      return expected.some((matcher) => matches(matcher, value));
    }
    return matchesPattern(expected, value);
  });
}

function matches(matcher: Matcher, value: unknown): boolean {
  if (!isObject(matcher)) {
    return value !== undefined && (Array.isArray(value) ? value.includes(matcher) : value === matcher);
  }
  const [[kind, operand] = ["", undefined], ...others] = Object.entries(matcher);
  if (others.length > 0) {
    throw new Error(`filter ${JSON.stringify(matcher)} is not understood: give one matcher at a time`);
  }
  switch (kind) {
    case "exists":
      return operand === (value !== undefined);
    case "prefix":
      return typeof value === "string" && value.startsWith(String(operand));
    case "suffix":
      return typeof value === "string" && value.endsWith(String(operand));
    case "equals-ignore-case":
      return typeof value === "string" && value.toLowerCase() === String(operand).toLowerCase();
    case "anything-but":
      return value !== undefined && ![operand].flat().includes(value);
    default:
      throw new Error(
        `filter ${JSON.stringify(matcher)} is not understood: add "${kind}" to local/streams/event-pattern.ts`,
      );
  }
}

function isMatchers(value: EventPattern | readonly Matcher[]): value is readonly Matcher[] {
  return Array.isArray(value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
