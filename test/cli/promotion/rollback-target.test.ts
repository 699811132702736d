import { expect } from "chai";
import type { NewEvent } from "../../../backend/promotions/promotion";
import type { Deployed } from "../../../backend/promotions/promotion-plan";
import { rollbackTarget } from "../../../cli/promotion/rollback-target";
import {
  deployedEvent,
  promotion,
  promotionPlan,
  promotionSubject,
  STARTED,
} from "../../support/promotion-fixture";

const FINISHED: readonly NewEvent[] = [
  STARTED,
  deployedEvent("base"),
  deployedEvent("runtime"),
  { kind: "finished" },
];
const clean = (letter: string) => ({ id: letter.repeat(40), dirty: false });

function made(day: number, before: Deployed, events: readonly NewEvent[] = FINISHED) {
  const createdAt = `2026-01-${String(day).padStart(2, "0")}T11:00:00.000Z`;
  const subject = promotionSubject({ config: { day } });
  return promotion(promotionPlan({ createdAt, before }, subject), events);
}

const OLDEST = made(1, { base: null, runtime: null });
const MIDDLE = made(2, { base: clean("1"), runtime: clean("1") });
const NEWEST = made(3, { base: clean("2"), runtime: clean("2") });
const ALL = [NEWEST, MIDDLE, OLDEST];

describe("rollbackTarget", () => {
  it("goes back to what ran before the newest promotion, with the configuration of the one before", () => {
    const { undone, deploy, destroy, config } = rollbackTarget(ALL, "staging", undefined);
    expect(undone).to.deep.equal([NEWEST]);
    expect([...deploy]).to.deep.equal([
      ["base", "2".repeat(40)],
      ["runtime", "2".repeat(40)],
    ]);
    expect(destroy).to.deep.equal([]);
    expect(config).to.deep.equal({ day: 2 });
  });

  it("takes back all that came after a promotion", () => {
    const { undone, deploy, config } = rollbackTarget(ALL, "staging", OLDEST.plan.id);
    expect(undone).to.deep.equal([NEWEST, MIDDLE]);
    expect([...deploy.values()]).to.deep.equal(["1".repeat(40), "1".repeat(40)]);
    expect(config).to.deep.equal({ day: 1 });
  });

  it("destroys what was not there before, what stands on others first", () => {
    const { deploy, destroy } = rollbackTarget([OLDEST], "staging", undefined);
    expect([...deploy]).to.deep.equal([]);
    expect(destroy).to.deep.equal(["runtime", "base"]);
  });

  it("leaves alone what a promotion that stopped has not begun", () => {
    const stopped = made(3, { base: clean("2"), runtime: clean("2") }, [
      STARTED,
      { kind: "failed", project: "base", reason: "a role is missing" },
    ]);
    expect([...rollbackTarget([stopped, MIDDLE], "staging", undefined).deploy.keys()]).to.deep.equal([
      "base",
    ]);
  });

  it("does not count plans, nor what was rolled back", () => {
    const planned = made(5, {}, []);
    const back = made(4, {}, [...FINISHED, { kind: "rolled-back" }]);
    expect(rollbackTarget([planned, back, ...ALL], "staging", undefined).undone).to.deep.equal([NEWEST]);
  });

  it("says what does not come back", () => {
    const before = { base: { id: "2".repeat(40), dirty: true }, runtime: clean("2") };
    expect(rollbackTarget([made(3, before)], "staging", undefined).lost).to.deep.equal([
      "base ran with changes that are in no commit: they do not come back",
    ]);
  });

  it("refuses when there is nothing to take back, or nobody knows what ran before", () => {
    expect(() => rollbackTarget([], "staging", undefined)).to.throw(
      "no promotion to staging is in force: check out a commit that is known to be good and run `fleet up all staging`",
    );
    expect(() => rollbackTarget(ALL, "staging", NEWEST.plan.id)).to.throw(
      `promotion ${NEWEST.plan.id} is the newest to staging: there is nothing to take back`,
    );
    expect(() => rollbackTarget([NEWEST], "staging", OLDEST.plan.id)).to.throw(
      `promotion ${OLDEST.plan.id} is none to staging that was executed and not taken back: look with \`fleet promotion list staging\``,
    );
    const unknown = made(3, { runtime: clean("2") });
    expect(() => rollbackTarget([unknown], "staging", undefined)).to.throw(
      `nobody knows which commit base staging ran before ${unknown.plan.id}: check out one that is known to be good and run \`fleet up base staging\``,
    );
  });
});
