import { expect } from "chai";
import { pipelineInput } from "../../contracts/pipeline";
import { parsePipelineInput } from "../../lambdas/pipeline-event";

describe("parsePipelineInput", () => {
  it("reads what the trigger writes, and nothing else", () => {
    const input = pipelineInput("signer", 2, "deploy");
    expect(parsePipelineInput({ ...input, error: { Error: "x" } })).to.deep.equal(input);
  });

  const input = pipelineInput("signer", 2, "deploy");
  const malformed: Readonly<Record<string, unknown>> = {
    nothing: undefined,
    null: null,
    "a text": "signer",
    "no id": { ...input, id: undefined },
    "a generation that is a text": { ...input, generation: "2" },
    "generation 0": { ...input, generation: 0 },
    "an unknown operation": { ...input, operation: "explode" },
    "no correlation id": { ...input, correlationId: undefined },
  };
  for (const [what, value] of Object.entries(malformed)) {
    it(`refuses ${what}`, () => {
      expect(() => parsePipelineInput(value))
        .to.throw(
          "is not an execution's: it needs id, generation, operation (deploy, destroy) and correlationId",
        )
        .with.property("name", "MalformedEvent");
    });
  }
});
