import { setTimeout as delay } from "node:timers/promises";
import { expect } from "chai";
import { inOrder } from "../../../../cli/commands/state/in-order";
import { failureOf } from "../../../support/command-context";

async function* numbers(count: number): AsyncGenerator<number> {
  for (let number = 1; number <= count; number += 1) {
    yield number;
  }
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const all: Item[] = [];
  for await (const item of items) {
    all.push(item);
  }
  return all;
}

describe("inOrder", () => {
  it("gives the results in the order of the items, however long each takes", async () => {
    const slowFirst = async (number: number) => {
      await delay(10 - number);
      return number * 10;
    };
    expect(await collect(inOrder(numbers(5), 3, slowFirst))).to.deep.equal([10, 20, 30, 40, 50]);
  });

  it("works on the first one alone, and then on no more than `width` at the same time", async () => {
    let running = 0;
    const seen: number[] = [];
    await collect(
      inOrder(numbers(6), 3, async () => {
        running += 1;
        seen.push(running);
        await delay(1);
        running -= 1;
      }),
    );
    expect([seen[0], Math.max(...seen)]).to.deep.equal([1, 3]);
    expect(seen[1]).to.equal(1);
  });

  it("fails with the first failure", async () => {
    const work = async (number: number) => {
      if (number > 1) {
        throw new Error(`${number} failed`);
      }
    };
    expect((await failureOf(collect(inOrder(numbers(4), 2, work)))).message).to.equal("2 failed");
  });
});
