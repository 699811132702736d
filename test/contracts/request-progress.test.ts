import { expect } from "chai";
import type { FleetError } from "../../contracts/errors";
import { parseProgress } from "../../contracts/request-progress";
import { requestItem } from "../../contracts/request-row";
import { request } from "../support/request-fixture";

describe("parseProgress", () => {
  it("reads the pipeline's fields, whatever the spec is", () => {
    const row = request({ fence: 2, lease: { holder: "arn", fence: 2 }, execution: "arn" });
    expect(parseProgress({ ...requestItem(row), spec: { S: "$(id)" }, owner: { N: "1" } })).to.deep.equal({
      id: "signer",
      generation: 1,
      status: "PENDING",
      statusGeneration: 1,
      fence: 2,
      lease: { holder: "arn", fence: 2 },
      execution: "arn",
    });
  });

  it("leaves out what is not there", () => {
    expect(parseProgress(requestItem(request()))).to.not.have.any.keys("lease", "execution");
  });

  it("names every wrong field", () => {
    try {
      parseProgress({ id: { S: "signer" }, generation: { S: "1" }, lease: { M: { holder: { N: "1" } } } });
      expect.fail("the row was accepted");
    } catch (error) {
      expect((error as FleetError).name).to.equal("RequestRejected");
      expect((error as FleetError).details).to.deep.equal([
        'generation is "1"; use a whole number from 1',
        "status is undefined; use one of PENDING, REJECTED, DEPLOYING, DEPLOYED, FAILED, DESTROYING, DESTROYED",
        "statusGeneration is undefined; use a whole number from 0",
        "fence is undefined; use a whole number from 0",
        'lease is {"holder":1}; use an object with holder and fence, or leave it out',
      ]);
    }
  });

  it("refuses an id that cannot be a name", () => {
    expect(() => parseProgress(requestItem(request({ id: "../x" }))))
      .to.throw()
      .with.property("name", "InvalidName");
  });
});
