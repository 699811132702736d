import { expect } from "chai";
import fc from "fast-check";
import { csvFields } from "../../../tools/prices/csv";

describe("csvFields", () => {
  it("reads plain and quoted fields, commas and quotes in them, and empty ones", () => {
    expect(csvFields('a,"b, c","say ""d""",,"",e')).to.deep.equal(["a", "b, c", 'say "d"', "", "", "e"]);
    expect(csvFields("")).to.deep.equal([""]);
    expect(csvFields('"a",')).to.deep.equal(["a", ""]);
  });

  it("gives back what was written, whatever is in the fields", () => {
    const field = fc.string({ unit: fc.constantFrom("a", ",", '"', " ", "ü") });
    fc.assert(
      fc.property(fc.array(field, { minLength: 1 }), (fields) => {
        const line = fields.map((each) => `"${each.replaceAll('"', '""')}"`).join(",");
        expect(csvFields(line)).to.deep.equal(fields);
      }),
    );
  });
});
