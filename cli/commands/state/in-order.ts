/**
 * Runs `work` on `items` as they come, up to `width` at the same time, and gives the results in the order of the
 * items. No more than `width` items and results are held; the first one is worked on alone, so that it is there soon.
 */
export async function* inOrder<Item, Result>(
  items: AsyncIterable<Item>,
  width: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const running: Promise<Result>[] = [];
  let first = true;
  for await (const item of items) {
    const result = work(item);
    // Whoever takes the result learns of its failure; until then it is not unhandled.
    result.catch(() => undefined);
    running.push(result);
    if (first || running.length >= width) {
      first = false;
      yield await (running.shift() as Promise<Result>);
    }
  }
  for (const result of running) {
    yield await result;
  }
}
