import { expect } from "chai";
import { planDown, planUp } from "../../../../../cli/commands/project/enclaves/plan";
import { request } from "../../../../support/request-fixture";

const ids = (asked: ReturnType<typeof planDown>["asked"]) =>
  asked.map(({ request: { id }, desiredState }) => `${id} ${desiredState}`);

const DEPLOYED = request({ id: "deployed", status: "DEPLOYED" });
const FAILED = request({ id: "failed", status: "FAILED" });
const WAITING = request({ id: "waiting" });
const REJECTED = request({ id: "rejected", status: "REJECTED" });
const CORRECTED = request({ id: "corrected", status: "REJECTED", generation: 2, statusGeneration: 1 });
const GONE = request({ id: "gone", status: "DESTROYED", desiredState: "DESTROYED" });
const STUCK = request({ id: "stuck", status: "FAILED", desiredState: "DESTROYED" });
const OF_COPY = request({ id: "copied", status: "DEPLOYED", workspace: "pr-123" });
const ALL = [DEPLOYED, FAILED, WAITING, REJECTED, CORRECTED, GONE, STUCK, OF_COPY];

describe("planUp", () => {
  it("asks for everything once more that is not destroyed as it should be, as its requester wants it", () => {
    expect(ids(planUp(ALL).asked)).to.deep.equal([
      "deployed DEPLOYED",
      "failed DEPLOYED",
      "waiting DEPLOYED",
      "corrected DEPLOYED",
      "stuck DESTROYED",
    ]);
  });

  it("leaves what was rejected to its requester", () => {
    expect(planUp(ALL).rejected).to.deep.equal([REJECTED]);
  });
});

describe("planDown", () => {
  it("asks for the destruction of what is wanted and of what still has a stack", () => {
    expect(ids(planDown(ALL, ["deployed", "stuck"]).asked)).to.deep.equal([
      "deployed DESTROYED",
      "failed DESTROYED",
      "waiting DESTROYED",
      "corrected DESTROYED",
      "stuck DESTROYED",
    ]);
    expect(ids(planDown([REJECTED], ["rejected"]).asked)).to.deep.equal(["rejected DESTROYED"]);
  });

  it("leaves those of a copy to the copy, and names stacks that no request asks for", () => {
    expect(planDown(ALL, ["copied", "nobody"])).to.deep.include({ orphans: ["nobody"] });
  });

  it("has nothing to do the second time", () => {
    expect(planDown([GONE], []).asked).to.deep.equal([]);
  });
});
