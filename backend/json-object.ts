/**
 * The JSON object that a stored object's body is, its members not yet checked.
 * @returns undefined for a body that is no JSON, or JSON of another kind
 */
export function jsonObject<Content>(body: Uint8Array): Partial<Content> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString("utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Partial<Content>)
      : undefined;
  } catch {
    return undefined;
  }
}
