import { expect } from "chai";
import { parseDriftSelection } from "../../../../cli/commands/drift/selection";

describe("parseDriftSelection", () => {
  it("means every project where none is given", () => {
    const everything = { environment: "dev", selection: {} };
    expect(parseDriftSelection("dev", undefined, undefined)).to.deep.equal(everything);
    expect(parseDriftSelection("all", "dev", undefined)).to.deep.equal(everything);
  });

  it("takes one project, all enclaves, or one of them", () => {
    expect(parseDriftSelection("base", "prod", undefined)).to.deep.equal({
      environment: "prod",
      selection: { project: "base", enclave: undefined },
    });
    expect(parseDriftSelection("enclave", "dev", undefined)).to.deep.equal({
      environment: "dev",
      selection: { project: "enclave" },
    });
    expect(parseDriftSelection("enclave", "dev", "signer")).to.deep.equal({
      environment: "dev",
      selection: { project: "enclave", enclave: "signer" },
    });
  });

  it("refuses what it does not know", () => {
    expect(() => parseDriftSelection("base", undefined, undefined)).to.throw(
      'environment "base" is unknown: use one of dev, staging, prod',
    );
    expect(() => parseDriftSelection("basis", "dev", undefined)).to.throw(
      'project "basis" is unknown: use one of state, base, runtime, enclave',
    );
    expect(() => parseDriftSelection("base", "dev", "signer")).to.throw(
      "--stack signer is for projects enclave and runtime: base has one stack in each environment",
    );
    expect(() => parseDriftSelection("runtime", "dev", "pr-123")).to.throw(
      "--stack pr-123 is for project enclave: the drift of a workspace goes with it, or create it again",
    );
    expect(() => parseDriftSelection("dev", undefined, "signer")).to.throw(
      'project "all" is unknown: use one of state, base, runtime, enclave',
    );
  });
});
