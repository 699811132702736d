import { expect } from "chai";
import { names } from "../../../../cli/validation/checks/names";
import { programs } from "../../../../cli/validation/checks/programs";
import { subject } from "../../../support/validation-subject";

describe("check of programs", () => {
  const failed = [{ project: "runtime", environment: "prod", message: "no image" }] as const;

  it("finds a program that fails", async () => {
    expect(await programs.run(subject({}))).to.deep.equal([]);
    expect(await programs.run(subject({ failed }))).to.deep.equal(["runtime in prod fails: no image"]);
  });

  it("does not let its resources pass for checked", async () => {
    expect(await names.run(subject({ failed }))).to.deep.equal([
      "runtime in prod was not checked, its program fails: no image",
    ]);
  });
});
