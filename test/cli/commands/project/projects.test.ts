import { expect } from "chai";
import { parseProjects } from "../../../../cli/commands/project/projects";

describe("parseProjects", () => {
  it("knows each project, and all in the order of their dependencies", () => {
    expect(parseProjects("base")).to.deep.equal(["base"]);
    expect(parseProjects("all")).to.deep.equal(["state", "base", "runtime"]);
  });

  it("leaves enclaves to the pipeline and names what can be chosen", () => {
    expect(() => parseProjects("enclave")).to.throw(
      'project "enclave" is unknown: use one of state, base, runtime, all',
    );
  });
});
