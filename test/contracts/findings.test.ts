import { expect } from "chai";
import fc from "fast-check";
import { boundedFindings, MAX_FINDINGS, shown } from "../../contracts/findings";

describe("boundedFindings", () => {
  it("leaves out repetitions and counts what is too much", () => {
    expect(boundedFindings(["a", "b", "a"])).to.deep.equal(["a", "b"]);
    const many = Array.from({ length: 60 }, (_, index) => `fault ${index}`);
    const bounded = boundedFindings(many);
    expect(bounded).to.have.length(MAX_FINDINGS + 1);
    expect(bounded.at(-1)).to.equal("and 10 more");
  });

  it("changes nothing the second time", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 400 }), { maxLength: 80 }), (findings) => {
        const bounded = boundedFindings(findings);
        expect(boundedFindings(bounded)).to.deep.equal(bounded);
      }),
    );
  });
});

describe("shown", () => {
  it("shows any value on one short line", () => {
    expect(shown(undefined)).to.equal("undefined");
    expect(shown("a\nb")).to.equal('"a\\nb"');
    expect(shown("x".repeat(100))).to.equal(`"${"x".repeat(59)}…`);
  });
});
