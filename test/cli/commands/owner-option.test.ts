import { expect } from "chai";
import { Command } from "commander";
import { OWNER_VARIABLE, ownerOption } from "../../../cli/commands/owner-option";

describe("ownerOption", () => {
  const before = process.env[OWNER_VARIABLE];
  afterEach(() => {
    if (before === undefined) {
      delete process.env[OWNER_VARIABLE];
    } else {
      process.env[OWNER_VARIABLE] = before;
    }
  });

  const ownerOf = (...args: readonly string[]) =>
    new Command().addOption(ownerOption("whose")).parse(args, { from: "user" }).opts().owner;

  it("takes the team from the environment, unless the command line names one", () => {
    delete process.env[OWNER_VARIABLE];
    expect(ownerOf()).to.equal(undefined);
    process.env[OWNER_VARIABLE] = "payments";
    expect(ownerOf()).to.equal("payments");
    expect(ownerOf("--owner", "billing")).to.equal("billing");
  });
});
