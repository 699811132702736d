/** What a preview puts where a value is not known yet. */
const UNKNOWN_VALUE = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Whether `value` is, or has within it, what is not known before something is created. */
export function isUnknown(value: unknown): boolean {
  if (typeof value === "string") {
    return value === UNKNOWN_VALUE;
  }
  return typeof value === "object" && value !== null && Object.values(value).some(isUnknown);
}
