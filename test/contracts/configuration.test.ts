import { expect } from "chai";
import * as fc from "fast-check";
import { configuration, readConfiguration } from "../../contracts/configuration";
import {
  flag,
  type Key,
  listOf,
  oneNumberOf,
  oneOf,
  optionalText,
  optionalWholeNumber,
  requiredText,
  text,
  textList,
  wholeNumber,
} from "../../contracts/configuration-key";
import { FleetError } from "../../contracts/errors";

const FLEET = { "fleet:owner": "platform", "fleet:costCenter": "cc 42" };
const ABOUT = { description: "a key" };
const LETTERS = { pattern: /^[a-z.]+$/, allowed: "letters" };

/** The value that `base:key` has when its text is `given`. */
function read(key: Key<unknown>, given?: string): unknown {
  const texts = given === undefined ? FLEET : { ...FLEET, "base:key": given };
  return readConfiguration(configuration({ namespace: "base", keys: { key } }), "dev", texts).key;
}

function failure(work: () => unknown): FleetError {
  try {
    work();
  } catch (error) {
    return error as FleetError;
  }
  throw new Error("it did not fail");
}

describe("readConfiguration", () => {
  it("takes the environment from the stack and eu-west-1 as region", () => {
    const nothing = configuration({ namespace: "base", keys: {} });
    expect(readConfiguration(nothing, "staging", FLEET)).to.deep.equal({
      environment: "staging",
      region: "eu-west-1",
      owner: "platform",
      accountId: undefined,
      costCenter: "cc 42",
      tags: {},
      environmentTags: {},
    });
    expect(() => readConfiguration(nothing, "test", FLEET)).to.throw(
      'environment "test" is unknown: use one of dev, staging, prod',
    );
  });

  it("takes an account's twelve digits, and no number, which may have lost its zeros", () => {
    const nothing = configuration({ namespace: "base", keys: {} });
    const accountOf = (text: string) =>
      readConfiguration(nothing, "dev", { ...FLEET, "fleet:accountId": text }).accountId;
    expect(accountOf("012345678901")).to.equal("012345678901");
    expect(() => accountOf("12345678901")).to.throw(
      'fleet:accountId is "12345678901": use an account\'s 12 digits, in quotes; set fleet:accountId in Pulumi.<stack>.yaml',
    );
  });

  it("takes tags of the environment, and over them those of the project", () => {
    const nothing = configuration({ namespace: "base", keys: {} });
    const tagsOf = (texts: Record<string, string>) =>
      readConfiguration(nothing, "dev", { ...FLEET, ...texts }).tags;
    expect(
      tagsOf({
        "fleet:tags": '{"Unit":"a","Class":"b"}',
        "base:tags": '{"Class":"c"}',
        "runtime:tags": "{}",
      }),
    ).to.deep.equal({ Unit: "a", Class: "c" });
    for (const refused of ['{"Owner":"me"}', '{"Unit":1}', '["Unit"]', "Unit", "null"]) {
      expect(() => tagsOf({ "base:tags": refused }), refused).to.throw(
        `base:tags is ${JSON.stringify(refused)}: use a map of at most 20 tags, texts in quotes, without Project, Environment, Scope, ManagedBy, Owner, CostCenter, Name, EnclaveId, EnclaveGeneration, EnclaveFence`,
      );
    }
  });

  const valid: Record<string, readonly [key: Key<unknown>, given: string | undefined, value: unknown]> = {
    "a text": [requiredText(LETTERS, ABOUT), "a.b", "a.b"],
    "a text's default": [text(LETTERS, { ...ABOUT, default: "a" }), undefined, "a"],
    "a text's default by environment": [
      text(LETTERS, { ...ABOUT, default: (e) => `${e}.x` }),
      undefined,
      "dev.x",
    ],
    "a text that is missing": [optionalText(LETTERS, ABOUT), undefined, undefined],
    "a number": [wholeNumber({ min: 1, max: 4 }, { ...ABOUT, default: 2 }), "3", 3],
    "a number's default": [wholeNumber({ min: 1, max: 4 }, { ...ABOUT, default: 2 }), undefined, 2],
    "a number that may be missing": [optionalWholeNumber({ min: 1, max: 4 }, ABOUT), "3", 3],
    "a number that is missing": [optionalWholeNumber({ min: 1, max: 4 }, ABOUT), undefined, undefined],
    "a number of a list": [oneNumberOf([7, 30], { ...ABOUT, default: 7 }), "30", 30],
    "a choice": [oneOf(["none", "single"], { ...ABOUT, default: "single" }), "none", "none"],
    "a flag that is false": [flag({ ...ABOUT, default: true }), "false", false],
    "a flag that is true": [flag({ ...ABOUT, default: false }), "true", true],
    "a list": [listOf(["a", "b"], { ...ABOUT, default: [] }), '["b","a"]', ["b", "a"]],
    "a list's default": [textList(LETTERS, { ...ABOUT, default: ["x"] }), undefined, ["x"]],
  };
  for (const [title, [key, given, value]] of Object.entries(valid)) {
    it(`reads ${title}`, () => {
      expect(read(key, given)).to.deep.equal(value);
    });
  }

  const zones = wholeNumber({ min: 0, max: 4 }, { ...ABOUT, default: 2 });
  const letters = listOf(["a", "b"], { ...ABOUT, default: [] });
  const invalid: Record<string, readonly [key: Key<unknown>, given: string | undefined, finding: string]> = {
    "a value outside its list": [
      oneOf(["none", "single"], { ...ABOUT, default: "single" }),
      "many",
      '"many": use one of none, single',
    ],
    "a number out of range": [zones, "5", '"5": use a whole number from 0 to 4'],
    "a number in another notation": [zones, "1e0", '"1e0": use a whole number from 0 to 4'],
    "an empty number": [zones, "", '"": use a whole number from 0 to 4'],
    "a number that is none of its list": [
      oneNumberOf([7, 30], { ...ABOUT, default: 7 }),
      "7.0",
      '"7.0": use one of 7, 30',
    ],
    "a flag that is neither": [flag({ ...ABOUT, default: true }), "yes", '"yes": use one of true, false'],
    "a missing value": [requiredText(LETTERS, ABOUT), undefined, "not set: use letters"],
    "a text of another form": [optionalText(LETTERS, ABOUT), "1", '"1": use letters'],
    "a list that is none": [
      textList(LETTERS, { ...ABOUT, default: [] }),
      "a,b",
      '"a,b": use a list of different values, each letters',
    ],
    "a list with a value twice": [
      letters,
      '["a","a"]',
      '"[\\"a\\",\\"a\\"]": use a list of different values, each one of a, b',
    ],
    "a list with an unknown value": [
      letters,
      '["c"]',
      '"[\\"c\\"]": use a list of different values, each one of a, b',
    ],
  };
  for (const [title, [key, given, finding]] of Object.entries(invalid)) {
    it(`rejects ${title}`, () => {
      const error = failure(() => read(key, given));
      expect(error.name).to.equal("InvalidConfiguration");
      expect(error.message).to.equal(`base:key is ${finding}; set base:key in Pulumi.<stack>.yaml`);
    });
  }

  it("rejects a missing owner and an odd region, and tells of both", () => {
    const error = failure(() =>
      readConfiguration(configuration({ namespace: "base", keys: {} }), "dev", {
        "fleet:costCenter": "1",
        "aws:region": "Ireland",
      }),
    );
    expect([error.message, ...error.details]).to.deep.equal([
      'aws:region is "Ireland": use a region, for example eu-west-1; set aws:region in Pulumi.<stack>.yaml',
      "fleet:owner is not set: use a team's name of at most 128 letters, digits and + = . _ : / @ -; set fleet:owner in Pulumi.<stack>.yaml",
    ]);
  });

  const unknown: Record<string, string> = {
    "base:zoneCuont":
      "base:zoneCuont is no key of this project: did you mean base:zoneCount? Rename it, or remove it from Pulumi.<stack>.yaml",
    "base:colour":
      "base:colour is no key of this project: use base:protectData, base:tags, base:zoneCount, or remove it from Pulumi.<stack>.yaml",
    "fleet:Owner":
      "fleet:Owner is no key of this project: did you mean fleet:owner? Rename it, or remove it from Pulumi.<stack>.yaml",
    "bas:zoneCount":
      "bas:zoneCount is in a namespace that nobody reads: did you mean base:zoneCount? Rename it, or remove it from Pulumi.<stack>.yaml",
    "github:token":
      "github:token is in a namespace that nobody reads: use one of fleet, state, base, runtime, or remove it from Pulumi.<stack>.yaml",
  };
  const some = configuration({
    namespace: "base",
    keys: { zoneCount: zones, protectData: flag({ ...ABOUT, default: true }) },
  });
  for (const [key, message] of Object.entries(unknown)) {
    it(`rejects the unknown key ${key}`, () => {
      const error = failure(() => readConfiguration(some, "dev", { ...FLEET, [key]: "1" }));
      expect([error.message, ...error.details]).to.deep.equal([message]);
    });
  }

  it("leaves the keys of other projects and of providers to them", () => {
    const others = { "runtime:colour": "red", "aws:profile": "ops", "pulumi:tags": "{}" };
    expect(readConfiguration(some, "dev", { ...FLEET, ...others })).to.include({
      zoneCount: 2,
      protectData: true,
    });
  });

  it("checks keys together only when each is right", () => {
    const never = configuration({
      namespace: "base",
      keys: { zones },
      check: ({ zones: count }) => {
        throw new FleetError("InvalidConfiguration", `${count} zones are never right`);
      },
    });
    expect(failure(() => readConfiguration(never, "dev", { ...FLEET, "base:zones": "9" })).message).to.match(
      /^base:zones is "9"/,
    );
    expect(failure(() => readConfiguration(never, "dev", FLEET)).message).to.equal("2 zones are never right");
  });

  it("reads every whole number in its range, and none outside", () => {
    const key = wholeNumber({ min: 0, max: 100 }, { ...ABOUT, default: 1 });
    fc.assert(
      fc.property(fc.integer({ min: -20, max: 200 }), (number) => {
        if (number >= 0 && number <= 100) {
          expect(read(key, String(number))).to.equal(number);
        } else {
          expect(() => read(key, String(number))).to.throw(/whole number from 0 to 100/);
        }
      }),
    );
  });
});
