import { expect } from "chai";
import { stateBucketName } from "../../runner/state-bucket-name";

describe("stateBucketName", () => {
  it("is the host of the address", () => {
    expect(stateBucketName("s3://hyperion-dev-state?region=eu-west-1")).to.equal("hyperion-dev-state");
    expect(stateBucketName("s3://hyperion-dev-state")).to.equal("hyperion-dev-state");
  });

  for (const address of ["file:///tmp", "s3://", "s3://bucket/folder", "https://bucket"]) {
    it(`refuses ${address}`, () => {
      expect(() => stateBucketName(address)).to.throw(
        `backend ${JSON.stringify(address)} is not allowed: use s3://<bucket>?region=<region>`,
      );
    });
  }
});
