/**
 * The answer of a service, or undefined when it says that the thing is not there.
 * @param missing names of the errors with which the service says so
 */
export async function ifPresent<Answer>(
  answer: Promise<Answer>,
  ...missing: readonly string[]
): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && missing.includes(error.name)) return undefined;
    throw error;
  }
}

/**
 * What was just made or changed, as described.
 * @throws Error when it is not there: somebody else deleted it meanwhile
 */
export function present<Described>(described: Described | undefined, what: string): Described {
  if (described !== undefined) return described;
  throw new Error(`${what} is gone: something else deleted it. Run refresh, then try again`);
}
