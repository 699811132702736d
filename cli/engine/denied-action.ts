/** The action for want of which AWS refused the call; undefined when it failed for another reason. */
export function deniedAction(error: unknown): string | undefined {
  const { name = "", message = "" } = (error ?? {}) as Partial<Error>;
  if (!["AccessDenied", "AccessDeniedException"].includes(name)) {
    return undefined;
  }
  return /not authorized to perform: ([\w:]+)/.exec(message)?.[1] ?? "a permission";
}
