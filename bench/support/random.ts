/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One of `from`, each as likely as its weight says. @default every weight is 1 */
export function pick<Item>(
  random: () => number,
  from: readonly Item[],
  weight: (item: Item) => number = () => 1,
): Item {
  let left = random() * from.reduce((sum, item) => sum + weight(item), 0);
  const found = from.find((item) => {
    left -= weight(item);
    return left < 0;
  });
  const chosen = found ?? from.at(-1);
  if (chosen === undefined) {
    throw new Error("there is nothing to pick from: give at least one");
  }
  return chosen;
}
