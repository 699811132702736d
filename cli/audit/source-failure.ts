/** Why a source has nothing to say, in words. */
export function unreadable(error: unknown, needed: string): string {
  const { name, message } = error as Error;
  return /AccessDenied|Forbidden|UnauthorizedOperation/.test(name)
    ? `not to be read with these credentials: allow ${needed}`
    : `cannot be read: ${message}`;
}
