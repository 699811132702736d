import { expect } from "chai";
import { statusOf } from "../../../backend/promotions/promotion";
import {
  appendEvent,
  environmentOf,
  listPromotions,
  readPromotion,
  storeApproval,
  storePlan,
} from "../../../backend/promotions/promotion-store";
import { failureOf } from "../../support/command-context";
import { memoryBucket } from "../../support/memory-bucket";
import {
  ADA,
  approvalBy,
  GRACE,
  promotionPlan,
  promotionSubject,
  STARTED,
} from "../../support/promotion-fixture";

const PLAN = promotionPlan();
const WHO = PLAN.createdBy;
const NOW = new Date("2026-01-31T12:00:00Z");

describe("promotion store", () => {
  it("keeps a plan with its approvals and what happened, and gives back the same", async () => {
    const bucket = memoryBucket();
    await storePlan(bucket, PLAN);
    expect(await storeApproval(bucket, PLAN.id, approvalBy(GRACE, PLAN))).to.equal(true);
    const planned = await readPromotion(bucket, PLAN.id);
    expect(planned).to.deep.equal({ plan: PLAN, approvals: [approvalBy(GRACE, PLAN)], events: [] });
    expect(planned && statusOf(planned)).to.equal("planned");

    const started = planned && (await appendEvent(bucket, planned, WHO, NOW, STARTED));
    expect(started?.events).to.deep.equal([{ ...STARTED, sequence: 1, at: NOW.toISOString(), who: WHO }]);
    expect(await readPromotion(bucket, PLAN.id)).to.deep.equal(started);
  });

  it("takes one approval of a person", async () => {
    const bucket = memoryBucket();
    await storePlan(bucket, PLAN);
    const results = await Promise.all(
      [GRACE, GRACE, ADA].map((who) => storeApproval(bucket, PLAN.id, approvalBy(who, PLAN))),
    );
    expect(results.filter((first) => first)).to.have.length(2);
  });

  it("refuses a second plan of the same id", async () => {
    const bucket = memoryBucket();
    await storePlan(bucket, PLAN);
    const { message } = await failureOf(storePlan(bucket, PLAN));
    expect(message).to.equal(`promotion ${PLAN.id} was made by somebody else at the same second`);
  });

  it("lets only one of two go on at the same time", async () => {
    const bucket = memoryBucket();
    await storePlan(bucket, PLAN);
    const planned = { plan: PLAN, approvals: [], events: [] };
    await appendEvent(bucket, planned, WHO, NOW, STARTED);
    const { message } = await failureOf(appendEvent(bucket, planned, WHO, NOW, STARTED));
    expect(message).to.equal(
      `promotion ${PLAN.id} is in somebody else's hands: look with \`fleet promotion show ${PLAN.id}\``,
    );
  });

  it("tells of a plan that was altered", async () => {
    const bucket = memoryBucket();
    const other = promotionSubject({ commit: "c".repeat(40) });
    bucket.put(`.fleet/promotions/${PLAN.id}/plan.json`, JSON.stringify({ ...PLAN, subject: other }));
    const { name, message } = await failureOf(readPromotion(bucket, PLAN.id));
    expect(name).to.equal("CheckFailed");
    expect(message).to.equal(`promotion ${PLAN.id} was altered: its hash is not that of its plan`);
  });

  it("lists an environment's promotions, the newest first", async () => {
    const bucket = memoryBucket();
    const later = promotionPlan({ createdAt: "2026-02-01T11:00:00.000Z" });
    const elsewhere = promotionPlan({}, promotionSubject({ to: "prod", from: "staging" }));
    for (const plan of [PLAN, later, elsewhere]) {
      await storePlan(bucket, plan);
    }
    const listed = await listPromotions(bucket, "staging");
    expect(listed.map(({ plan }) => plan.id)).to.deep.equal([later.id, PLAN.id]);
  });

  it("knows nothing of a promotion that is not there", async () => {
    expect(await readPromotion(memoryBucket(), PLAN.id)).to.equal(undefined);
  });
});

describe("environmentOf", () => {
  it("reads the environment in an id", () => {
    expect(environmentOf(PLAN.id)).to.equal("staging");
  });

  it("refuses what is no id", () => {
    for (const id of ["staging", "qa-20260131T110000Z-3f2a8c71", "../../staging-20260131T110000Z-3f2a8c71"]) {
      expect(() => environmentOf(id)).to.throw(
        `${JSON.stringify(id)} is no promotion's id: use one that \`fleet promotion list\` shows`,
      );
    }
  });
});
