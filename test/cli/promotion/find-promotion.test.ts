import { expect } from "chai";
import { appendEvent, storePlan } from "../../../backend/promotions/promotion-store";
import { assertUsable, findPromotion, newestOpen } from "../../../cli/promotion/find-promotion";
import { failureOf } from "../../support/command-context";
import { memoryBucket } from "../../support/memory-bucket";
import { promotion, promotionPlan, STARTED } from "../../support/promotion-fixture";

const PLAN = promotionPlan();
const NOW = new Date("2026-01-31T12:00:00Z");

describe("findPromotion", () => {
  it("finds one of the environment, and says what else there is", async () => {
    const bucket = memoryBucket();
    await storePlan(bucket, PLAN);
    expect(await findPromotion(bucket, "staging", PLAN.id)).to.deep.equal(promotion(PLAN));
    expect((await failureOf(findPromotion(bucket, "prod", PLAN.id))).message).to.equal(
      `promotion ${PLAN.id} is one of staging, not of prod`,
    );
    const missing = "staging-20200101T000000Z-00000000";
    expect((await failureOf(findPromotion(bucket, "staging", missing))).message).to.equal(
      `there is no promotion ${missing}: look with \`fleet promotion list staging\``,
    );
  });
});

describe("newestOpen", () => {
  it("passes over what is finished", async () => {
    const bucket = memoryBucket();
    const later = promotionPlan({ createdAt: "2026-01-31T11:30:00.000Z" });
    await storePlan(bucket, PLAN);
    await storePlan(bucket, later);
    expect((await newestOpen(bucket, "dev", "staging")).plan.id).to.equal(later.id);
    await appendEvent(bucket, promotion(later), later.createdBy, NOW, { kind: "finished" });
    expect((await newestOpen(bucket, "dev", "staging")).plan.id).to.equal(PLAN.id);
  });

  it("finds one whose execution was killed", async () => {
    const bucket = memoryBucket();
    await storePlan(bucket, PLAN);
    await appendEvent(bucket, promotion(PLAN), PLAN.createdBy, NOW, STARTED);
    expect((await newestOpen(bucket, "dev", "staging")).events).to.have.length(1);
  });

  it("says how to make one", async () => {
    expect((await failureOf(newestOpen(memoryBucket(), "dev", "staging"))).message).to.equal(
      "nothing is planned from dev to staging: run `fleet promote dev staging`",
    );
  });
});

describe("assertUsable", () => {
  it("refuses a plan that is too old, or of another way", () => {
    assertUsable(promotion(PLAN), "dev", new Date("2026-02-01T11:00:00Z"));
    expect(() => assertUsable(promotion(PLAN), "dev", new Date("2026-02-01T11:00:01Z"))).to.throw(
      `promotion ${PLAN.id} was planned at 2026-01-31T11:00:00.000Z, and a plan holds for 24 h: make a new one by \`fleet promote dev staging\``,
    );
    expect(() => assertUsable(promotion(PLAN), "prod", NOW)).to.throw(
      `promotion ${PLAN.id} is from dev, not from prod`,
    );
  });
});
