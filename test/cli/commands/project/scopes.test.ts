import { expect } from "chai";
import { parseScopes } from "../../../../cli/commands/project/scopes";

describe("parseScopes", () => {
  it("knows each scope, and all in the order of their dependencies", () => {
    expect(parseScopes("enclaves")).to.deep.equal(["enclaves"]);
    expect(parseScopes("all")).to.deep.equal(["state", "base", "runtime", "enclaves"]);
  });

  it("names what can be chosen", () => {
    expect(() => parseScopes("enclave")).to.throw(
      'scope "enclave" is unknown: use one of state, base, runtime, enclaves, all',
    );
  });
});
