import type { StackId } from "../layout";

export interface EachStackOptions {
  /** Stacks that are worked on at the same time. */
  readonly width: number;
  readonly signal?: AbortSignal;
}

/** Several workers share the stacks: each takes the next that nobody has. */
export async function eachStack(
  stacks: AsyncIterable<StackId> | Iterable<StackId>,
  { width, signal }: EachStackOptions,
  work: (stack: StackId) => Promise<void>,
): Promise<void> {
  const queue = oneByOne(stacks);
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (;;) {
        signal?.throwIfAborted();
        const { value: stack, done } = await queue.next();
        if (done) {
          return;
        }
        await work(stack);
      }
    }),
  );
}

async function* oneByOne(stacks: AsyncIterable<StackId> | Iterable<StackId>): AsyncGenerator<StackId> {
  yield* stacks;
}
