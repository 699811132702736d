import { expect } from "chai";
import { parseChoice } from "../../../cli/commands/choice-argument";

describe("parseChoice", () => {
  it("takes what is one of the choices", () => {
    expect(parseChoice("--sort", "name", ["name", "age"])).to.equal("name");
  });

  for (const [what, value, message] of [
    ["role", "owner", 'role "owner" is unknown: use one of reader, admin'],
    ["--role", "Reader", '--role is "Reader": use one of reader, admin'],
    ["--role", "", '--role is "": use one of reader, admin'],
  ] as const) {
    it(`refuses ${JSON.stringify(value)} for ${what}`, () => {
      expect(() => parseChoice(what, value, ["reader", "admin"]))
        .to.throw(message)
        .with.property("name", "InvalidArgument");
    });
  }
});
