import type { Context } from "../context";

/** For a command that is a step of another one: it shows what it does, and the other prints the result. */
export function withoutResult(context: Context): Context {
  return { ...context, output: { ...context.output, result: () => undefined } };
}
