/** Whether `value` is what `pattern` says; `*` in a pattern stands for any text, everything else for itself. */
export function matchesPattern(pattern: string, value: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "s").test(value);
}
