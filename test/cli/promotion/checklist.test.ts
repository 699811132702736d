import { expect } from "chai";
import {
  onCallNamed,
  openPoints,
  planReviewed,
  rollbackWritten,
  sameArtifacts,
} from "../../../cli/promotion/checklist";
import { promotionPlan } from "../../support/promotion-fixture";

const PLAN = promotionPlan();
const SHORT = PLAN.hash.slice(0, 12);
const KEY = "runtime:runnerImageDigest";

describe("sameArtifacts", () => {
  it("passes the image that was verified, and one that is built there", () => {
    expect(
      sameArtifacts([{ name: KEY, verified: "sha256:1", promoted: "sha256:1" }], "staging"),
    ).to.deep.equal({
      name: "same-artifacts",
      result: "pass",
      evidence: [`${KEY}: sha256:1`],
    });
    expect(sameArtifacts([{ name: KEY, verified: "sha256:1" }], "staging").evidence).to.deep.equal([
      `${KEY} is not set in staging: the image is built there, from the same commit`,
    ]);
    expect(sameArtifacts([], "staging").evidence).to.deep.equal(["no images move"]);
  });

  it("fails another image, and one that was never verified", () => {
    expect(
      sameArtifacts([{ name: KEY, verified: "sha256:1", promoted: "sha256:2" }], "staging"),
    ).to.deep.equal({
      name: "same-artifacts",
      result: "fail",
      evidence: [
        `${KEY} of staging is sha256:2, verified was sha256:1: set it to that in Pulumi.staging.yaml`,
      ],
    });
    expect(sameArtifacts([{ name: KEY, promoted: "sha256:2" }], "staging").result).to.equal("fail");
  });
});

describe("planReviewed", () => {
  it("asks, and passes only the hash of this plan", () => {
    expect(planReviewed(PLAN, undefined)).to.deep.equal({
      name: "plan-reviewed",
      result: "asked",
      evidence: [`read the plan, then give --reviewed ${SHORT}`],
    });
    expect(planReviewed(PLAN, SHORT).result).to.equal("pass");
    expect(planReviewed(PLAN, PLAN.hash).result).to.equal("pass");
    for (const wrong of ["", SHORT.slice(0, 11), `0${SHORT}`]) {
      expect(planReviewed(PLAN, wrong)).to.deep.equal({
        name: "plan-reviewed",
        result: "fail",
        evidence: [`--reviewed is ${JSON.stringify(wrong)}, the plan is ${SHORT}: read this one`],
      });
    }
  });
});

describe("rollbackWritten", () => {
  it("passes where it is known what to go back to", () => {
    const before = { base: { id: "1".repeat(40), dirty: true }, runtime: null };
    expect(rollbackWritten(before, ["base", "runtime"])).to.deep.equal({
      name: "rollback-written",
      result: "pass",
      evidence: [
        "base: goes back to 111111111111, without the changes that it was deployed with",
        "runtime: nothing was there, going back destroys it",
      ],
    });
  });

  it("fails where nobody knows", () => {
    expect(rollbackWritten({}, ["base"])).to.deep.equal({
      name: "rollback-written",
      result: "fail",
      evidence: ["base: what runs now is in no commit; deploy one first"],
    });
  });
});

describe("onCallNamed", () => {
  it("asks for somebody where the policy does", () => {
    expect(onCallNamed({ onCall: "required" }, undefined).result).to.equal("asked");
    expect(onCallNamed({ onCall: "required" }, "Ada").evidence).to.deep.equal(["Ada"]);
    expect(onCallNamed({ onCall: "optional" }, undefined).result).to.equal("pass");
  });
});

describe("openPoints", () => {
  it("names every point that is not passed", () => {
    const checklist = [sameArtifacts([], "staging"), onCallNamed({ onCall: "required" }, undefined)];
    expect(openPoints(checklist)).to.deep.equal(["on-call named: name who is on call by --on-call"]);
  });
});
