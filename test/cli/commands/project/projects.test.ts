import { expect } from "chai";
import { parseProjects } from "../../../../cli/commands/project/projects";

describe("parseProjects", () => {
  it("knows each project, and all in the order of their dependencies", () => {
    expect(parseProjects("base")).to.deep.equal(["base"]);
    expect(parseProjects("all")).to.deep.equal(["state", "base", "runtime"]);
  });

  it("takes several in any order", () => {
    expect(parseProjects("runtime,base")).to.deep.equal(["base", "runtime"]);
    expect(parseProjects("base,base")).to.deep.equal(["base"]);
    expect(() => parseProjects("base, runtime")).to.throw(
      'project " runtime" is unknown: use one of state, base, runtime, all',
    );
    expect(() => parseProjects("base,")).to.throw(
      'project "" is unknown: use one of state, base, runtime, all',
    );
  });

  it("leaves enclaves to the pipeline and names what can be chosen", () => {
    expect(() => parseProjects("enclave")).to.throw(
      'project "enclave" is unknown: use one of state, base, runtime, all',
    );
  });
});
