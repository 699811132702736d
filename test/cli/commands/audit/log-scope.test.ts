import { expect } from "chai";
import { parseLogScope } from "../../../../cli/commands/audit/log-scope";

describe("parseLogScope", () => {
  it("means every log without a flag, those of a project, or that of an enclave", () => {
    expect(parseLogScope({})).to.deep.equal({ project: undefined });
    expect(parseLogScope({ project: "base" })).to.deep.equal({ project: "base" });
    expect(parseLogScope({ stack: "vault" })).to.deep.equal({ project: "enclave", stack: "vault" });
    expect(parseLogScope({ project: "enclave", stack: "vault" })).to.deep.equal({
      project: "enclave",
      stack: "vault",
    });
  });

  it("refuses what there is not", () => {
    expect(() => parseLogScope({ project: "other" }))
      .to.throw('--project is "other": use one of state, base, runtime, enclave')
      .with.property("name", "InvalidArgument");
    expect(() => parseLogScope({ project: "base", stack: "vault" }))
      .to.throw("--stack vault is for project enclave: base has one stack in each environment")
      .with.property("name", "InvalidArgument");
    expect(() => parseLogScope({ stack: "../base" }))
      .to.throw()
      .with.property("name", "InvalidName");
  });
});
