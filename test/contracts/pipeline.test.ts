import { expect } from "chai";
import fc from "fast-check";
import { isRequestId } from "../../contracts/names";
import { operationFor, pipelineInput, refusalInput } from "../../contracts/pipeline";

describe("pipelineInput", () => {
  it("depends on nothing but the row", () => {
    expect(pipelineInput("signer", 3, "destroy")).to.deep.equal({
      id: "signer",
      generation: 3,
      operation: "destroy",
      correlationId: "signer-g3-destroy",
    });
  });

  it("refuses an id that cannot be a name", () => {
    expect(() => pipelineInput("../x", 1, "deploy"))
      .to.throw()
      .with.property("name", "InvalidName");
  });
});

describe("refusalInput", () => {
  it("has a name that Step Functions allows, whatever the id is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (id) => {
        const { correlationId } = refusalInput(id, Number.MAX_SAFE_INTEGER);
        expect(correlationId).to.match(/^unnamed_[0-9a-f]{32}-g\d+-deploy$/);
        expect(correlationId.length).to.be.at.most(80);
      }),
    );
  });

  it("shares no name with a request", () => {
    const { correlationId } = refusalInput("../x", 1);
    expect(isRequestId(correlationId.split("-g")[0] ?? "")).to.equal(false);
  });
});

describe("operationFor", () => {
  it("deploys what is to be deployed and destroys what is to be destroyed", () => {
    expect(operationFor("DEPLOYED")).to.equal("deploy");
    expect(operationFor("DESTROYED")).to.equal("destroy");
  });
});
