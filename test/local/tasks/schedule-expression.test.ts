import { expect } from "chai";
import { isDue } from "../../../local/tasks/schedule-expression";

const at = (time: string) => new Date(`2026-03-0${time}Z`);
const due = (expression: string, last: string, now: string) => isDue(expression, at(last), at(now));

describe("isDue", () => {
  it("counts a rate from the last time", () => {
    expect(due("rate(5 minutes)", "1T12:00:30", "1T12:05:29")).to.equal(false);
    expect(due("rate(5 minutes)", "1T12:00:30", "1T12:05:30")).to.equal(true);
    expect(due("rate(1 hour)", "1T12:00:00", "1T13:00:00")).to.equal(true);
    expect(due("rate(1 day)", "1T12:00:00", "2T11:59:59")).to.equal(false);
  });

  it("finds the minutes that a cron expression names, each once", () => {
    expect(due("cron(17 2 * * ? *)", "1T02:16:59", "1T02:17:00")).to.equal(true);
    expect(due("cron(17 2 * * ? *)", "1T02:17:00", "1T02:17:59")).to.equal(false);
    expect(due("cron(17 2 * * ? *)", "1T02:17:01", "2T02:16:59")).to.equal(false);
    expect(due("cron(17 2 * * ? *)", "1T03:00:00", "3T01:00:00"), "while it was not looked").to.equal(true);
  });

  it("understands lists, ranges, steps and names", () => {
    // 2026-03-01 is a Sunday.
    expect(due("cron(0/20 * * * ? *)", "1T10:00:00", "1T10:19:00")).to.equal(false);
    expect(due("cron(0/20 * * * ? *)", "1T10:00:00", "1T10:40:00")).to.equal(true);
    expect(due("cron(0 8-10,20 ? * MON-FRI *)", "1T00:00:00", "1T23:00:00"), "a Sunday").to.equal(false);
    expect(due("cron(0 8-10,20 ? * MON-FRI *)", "2T09:30:00", "2T10:00:00"), "a Monday").to.equal(true);
    expect(due("cron(0 8-10,20 ? * MON-FRI *)", "2T10:30:00", "2T19:00:00")).to.equal(false);
    expect(due("cron(0 0 1 MAR ? 2027)", "1T00:00:00", "9T00:00:00")).to.equal(false);
  });

  it("refuses what it does not understand", () => {
    for (const expression of ["cron(0 10 L * ? *)", "cron(0 10 * * *)", "rate(1 week)", "at(2026-01-01)"]) {
      expect(() => due(expression, "1T00:00:00", "9T00:00:00"), expression).to.throw(
        `schedule ${expression} is not understood: add it to local/tasks/schedule-expression.ts, or use rate(…) or plain numbers, lists, ranges and steps in cron(…)`,
      );
    }
  });
});
