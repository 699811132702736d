import { expect } from "chai";
import {
  afterRun,
  type CapacityBreaker,
  oneTriesForAll,
  pausedSeconds,
} from "../../contracts/capacity-breaker";

const NOW = new Date("2026-01-31T12:00:00.000Z");

/** What is remembered after runs that ended so, one after the other. */
function endedWith(...errors: readonly (string | undefined)[]): CapacityBreaker {
  let breaker: CapacityBreaker = {};
  for (const error of errors) {
    breaker = { ...breaker, ...afterRun(breaker, error, NOW) };
  }
  return breaker;
}

describe("the breaker for capacity", () => {
  it("lets all start who may until three in a row found none", () => {
    for (const breaker of [endedWith(), endedWith("CapacityUnavailable", "CapacityUnavailable")]) {
      expect(pausedSeconds(breaker, NOW)).to.equal(0);
      expect(oneTriesForAll(breaker)).to.equal(false);
    }
  });

  it("pauses for ten minutes then, and again after each one more that finds none", () => {
    const three = endedWith("CapacityUnavailable", "CapacityUnavailable", "CapacityUnavailable");
    expect(pausedSeconds(three, NOW)).to.equal(600);
    const later = new Date(NOW.getTime() + 600_000);
    expect(pausedSeconds(three, later)).to.equal(0);
    expect(oneTriesForAll(three)).to.equal(true);
    expect(pausedSeconds({ ...three, ...afterRun(three, "CapacityUnavailable", later) }, later)).to.equal(
      600,
    );
  });

  it("ends with the first run that found some, and learns nothing from other errors", () => {
    const breaker = endedWith(
      "CapacityUnavailable",
      "CapacityUnavailable",
      "DeploymentFailed",
      "CapacityUnavailable",
    );
    expect(pausedSeconds(breaker, NOW)).to.equal(600);
    const well = { ...breaker, ...afterRun(breaker, undefined, NOW) };
    expect(pausedSeconds(well, NOW)).to.equal(0);
    expect(oneTriesForAll(well)).to.equal(false);
  });
});
