/** A configured value as people read it. */
export function shownValue(value: unknown): string {
  if (value === undefined) {
    return "(none)";
  }
  if (Array.isArray(value)) {
    return value.length === 0 ? "(empty list)" : value.join(", ");
  }
  return typeof value === "string" ? value : JSON.stringify(value);
}
