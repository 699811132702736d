import { expect } from "chai";
import { parseSettle, waitUntilSettled } from "../../../../cli/commands/recovery/settling-time";
import { commandContext } from "../../../support/command-context";

describe("parseSettle", () => {
  it("reads seconds and minutes", () => {
    expect(["0s", "30s", "10m"].map(parseSettle)).to.deep.equal([0, 30, 600]);
  });

  for (const value of ["", "30", "-1s", "1.5s", "soon", "1h", "601s"]) {
    it(`refuses ${JSON.stringify(value)}`, () => {
      expect(() => parseSettle(value)).to.throw(
        `--settle is ${JSON.stringify(value)}: use a whole number with s or m, from 0s to 10m, for instance 30s`,
      );
    });
  }
});

describe("waitUntilSettled", () => {
  async function waited(ageSeconds: number | undefined, seconds: number): Promise<number> {
    const context = commandContext();
    const before = context.clock.now().getTime();
    const lastModified = ageSeconds === undefined ? undefined : new Date(before - ageSeconds * 1000);
    await waitUntilSettled(context, { lastModified }, seconds);
    return (context.clock.now().getTime() - before) / 1000;
  }

  it("waits the whole time, as clocks differ, unless the state is far older than that", async () => {
    expect(await waited(5, 30)).to.equal(30);
    expect(await waited(599, 30)).to.equal(30);
    expect(await waited(-300, 30)).to.equal(30);
    expect(await waited(undefined, 30)).to.equal(30);
    expect(await waited(601, 30)).to.equal(0);
    expect(await waited(5, 0)).to.equal(0);
  });
});
