/** Keys of AWS's API (`NoncurrentDays`) for properties of the provider (`noncurrentDays`), deeply, and back. */
export function pascalCase<Value>(value: Value, exceptions: Readonly<Record<string, string>> = {}): Value {
  return renamed(value, (key) => exceptions[key] ?? key.charAt(0).toUpperCase() + key.slice(1)) as Value;
}

export function camelCase<Value>(value: Value, exceptions: Readonly<Record<string, string>> = {}): Value {
  const back = Object.fromEntries(Object.entries(exceptions).map(([property, key]) => [key, property]));
  return renamed(value, (key) => back[key] ?? key.charAt(0).toLowerCase() + key.slice(1)) as Value;
}

function renamed(value: unknown, rename: (key: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => renamed(item, rename));
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [rename(key), renamed(item, rename)]));
}
