import { expect } from "chai";
import { parseStatusArguments } from "../../../../cli/commands/environment/status-arguments";
import { SCOPES } from "../../../../cli/commands/project/scopes";

describe("parseStatusArguments", () => {
  it("takes a scope, an environment, both or neither", () => {
    expect(parseStatusArguments("all", undefined)).to.deep.equal({ scopes: SCOPES });
    expect(parseStatusArguments("dev", undefined)).to.deep.equal({ scopes: SCOPES, environment: "dev" });
    expect(parseStatusArguments("base", undefined)).to.deep.equal({ scopes: ["base"] });
    expect(parseStatusArguments("enclaves", "prod")).to.deep.equal({
      scopes: ["enclaves"],
      environment: "prod",
    });
  });

  it("refuses what is neither, and the two the wrong way round", () => {
    expect(() => parseStatusArguments("test", undefined)).to.throw(
      '"test" is neither an environment nor a scope: use dev, staging or prod, and before it state, base, runtime, enclaves or all',
    );
    expect(() => parseStatusArguments("dev", "base")).to.throw(
      'scope "dev" is unknown: use one of state, base, runtime, enclaves, all',
    );
  });
});
