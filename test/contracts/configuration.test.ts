import { expect } from "chai";
import * as fc from "fast-check";
import { Configuration, fleetSettings } from "../../contracts/configuration";

const reader = (values: Record<string, string>) => new Configuration("base", values);

describe("Configuration", () => {
  it("reads values of its own namespace, and takes defaults for the rest", () => {
    const config = reader({
      "base:name": "a.b",
      "base:count": "3",
      "base:strategy": "none",
      "base:protect": "false",
      "base:days": "30",
      "base:list": '["b","a"]',
      "runtime:count": "9",
    });

    expect(config.requiredText("name", /^[a-z.]+$/, "letters")).to.equal("a.b");
    expect(config.text("other", /^x$/, "x")).to.equal(undefined);
    expect(config.wholeNumber("count", { min: 1, max: 4 }, 2)).to.equal(3);
    expect(config.wholeNumber("more", { min: 1, max: 4 }, 2)).to.equal(2);
    expect(config.oneOf("strategy", ["none", "single"], "single")).to.equal("none");
    expect(config.oneOf("plan", ["none", "single"], "single")).to.equal("single");
    expect(config.flag("protect", true)).to.equal(false);
    expect(config.flag("delete", false)).to.equal(false);
    expect(config.oneNumberOf("days", [7, 30], 7)).to.equal(30);
    expect(config.listOf("list", ["a", "b"], [])).to.deep.equal(["b", "a"]);
    expect(config.textList("rest", /./, "text", ["x"])).to.deep.equal(["x"]);
    config.assertNoUnknownKeys();
  });

  const invalid: Record<string, { readonly read: () => unknown; readonly message: string }> = {
    "a value outside its list": {
      read: () => reader({ "base:nat": "many" }).oneOf("nat", ["none", "single"], "single"),
      message: 'base:nat is "many": use one of none, single; set base:nat in Pulumi.<stack>.yaml',
    },
    "a number out of range": {
      read: () => reader({ "base:zones": "5" }).wholeNumber("zones", { min: 1, max: 4 }, 2),
      message: 'base:zones is "5": use a whole number from 1 to 4; set base:zones in Pulumi.<stack>.yaml',
    },
    "a number in another notation": {
      read: () => reader({ "base:zones": "1e0" }).wholeNumber("zones", { min: 1, max: 4 }, 2),
      message: 'base:zones is "1e0": use a whole number from 1 to 4; set base:zones in Pulumi.<stack>.yaml',
    },
    "an empty number": {
      read: () => reader({ "base:zones": "" }).wholeNumber("zones", { min: 0, max: 4 }, 2),
      message: 'base:zones is "": use a whole number from 0 to 4; set base:zones in Pulumi.<stack>.yaml',
    },
    "a flag that is neither": {
      read: () => reader({ "base:protect": "yes" }).flag("protect", true),
      message: 'base:protect is "yes": use one of true, false; set base:protect in Pulumi.<stack>.yaml',
    },
    "a missing value": {
      read: () => reader({}).requiredText("cidr", /./, "a network"),
      message: "base:cidr is not set: use a network; set base:cidr in Pulumi.<stack>.yaml",
    },
    "a text of another form": {
      read: () => reader({ "base:cidr": "x" }).text("cidr", /^\d+$/, "digits"),
      message: 'base:cidr is "x": use digits; set base:cidr in Pulumi.<stack>.yaml',
    },
    "a list that is none": {
      read: () => reader({ "base:list": "a,b" }).textList("list", /./, "a letter", []),
      message:
        'base:list is "a,b": use a list of different values, each a letter; set base:list in Pulumi.<stack>.yaml',
    },
    "a list with a value twice": {
      read: () => reader({ "base:list": '["a","a"]' }).listOf("list", ["a", "b"], []),
      message:
        'base:list is "[\\"a\\",\\"a\\"]": use a list of different values, each one of a, b; set base:list in Pulumi.<stack>.yaml',
    },
    "a list with an unknown value": {
      read: () => reader({ "base:list": '["c"]' }).listOf("list", ["a", "b"], []),
      message:
        'base:list is "[\\"c\\"]": use a list of different values, each one of a, b; set base:list in Pulumi.<stack>.yaml',
    },
  };
  for (const [title, { read, message }] of Object.entries(invalid)) {
    it(`rejects ${title}`, () => {
      expect(read).to.throw(message).with.property("name", "InvalidConfiguration");
    });
  }

  it("rejects a key that nobody reads, and names those that are read", () => {
    const config = reader({ "base:zoneCuont": "3" });
    config.wholeNumber("zoneCount", { min: 1, max: 4 }, 2);

    expect(() => config.assertNoUnknownKeys()).to.throw(
      "base:zoneCuont is no key of this project: use base:zoneCount, or remove it from Pulumi.<stack>.yaml",
    );
  });

  it("reads every whole number in its range, and none outside", () => {
    fc.assert(
      fc.property(fc.integer({ min: -20, max: 200 }), (number) => {
        const read = () => reader({ "base:n": String(number) }).wholeNumber("n", { min: 0, max: 100 }, 1);
        if (number >= 0 && number <= 100) {
          expect(read()).to.equal(number);
        } else {
          expect(read).to.throw(/whole number from 0 to 100/);
        }
      }),
    );
  });
});

describe("fleetSettings", () => {
  const values = { "fleet:owner": "platform", "fleet:costCenter": "cc 42" };

  it("takes the environment from the stack and eu-west-1 as region", () => {
    expect(fleetSettings("staging", values)).to.deep.equal({
      environment: "staging",
      region: "eu-west-1",
      owner: "platform",
      costCenter: "cc 42",
    });
  });

  it("rejects an unknown environment, a missing owner, an odd region and an unknown key", () => {
    expect(() => fleetSettings("test", values)).to.throw('environment "test" is unknown');
    expect(() => fleetSettings("dev", { "fleet:costCenter": "1" })).to.throw("fleet:owner is not set");
    expect(() => fleetSettings("dev", { ...values, "aws:region": "Ireland" })).to.throw(
      'aws:region is "Ireland": use a region, for example eu-west-1; set aws:region in Pulumi.<stack>.yaml',
    );
    expect(() => fleetSettings("dev", { ...values, "fleet:team": "a" })).to.throw("fleet:team is no key");
  });
});
