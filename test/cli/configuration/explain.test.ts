import { expect } from "chai";
import { explain, settingsFindings } from "../../../cli/configuration/explain";
import { configuration } from "../../../contracts/configuration";
import { optionalText, text, wholeNumber } from "../../../contracts/configuration-key";

const LETTERS = { pattern: /^[a-z.]+$/, allowed: "letters" };
const CONFIGURATION = configuration({
  namespace: "base",
  keys: {
    days: wholeNumber({ min: 1, max: 9 }, { description: "how long", unit: "days", default: 2 }),
    zone: text(LETTERS, { description: "a zone", default: (environment) => `${environment}.x` }),
    mail: optionalText(LETTERS, { description: "an address" }),
  },
});
const FLEET = { "fleet:owner": "platform", "fleet:costCenter": "hyperion" };

describe("explain", () => {
  const sources = (settings: Record<string, unknown>, shipped?: Record<string, unknown>) =>
    Object.fromEntries(
      explain([CONFIGURATION], "dev", settings, shipped).map(({ key, value, source }) => [
        key,
        [value, source],
      ]),
    );

  it("tells a value that is set from a default and from none", () => {
    expect(sources({ "fleet:owner": "platform", "base:days": 5 })).to.deep.equal({
      "aws:region": ["eu-west-1", "default"],
      "fleet:accountId": [undefined, "nowhere"],
      "fleet:owner": ["platform", "file"],
      "fleet:costCenter": [undefined, "nowhere"],
      "fleet:tags": [{}, "default"],
      "base:tags": [{}, "default"],
      "base:days": [5, "file"],
      "base:zone": ["dev.x", "default"],
      "base:mail": [undefined, "nowhere"],
    });
  });

  it("tells what a profile sets from what the repository ships", () => {
    const found = sources({ "base:days": 5, "base:mail": "a" }, { "base:days": 4, "base:mail": "a" });
    expect(found["base:days"]).to.deep.equal([5, "profile"]);
    expect(found["base:mail"]).to.deep.equal(["a", "file"]);
  });

  it("shows a wrong value as it is written, and no secret", () => {
    const found = sources({ "base:days": "many", "base:mail": { secure: "v1:abc" } });
    expect(found["base:days"]).to.deep.equal(["many", "file"]);
    expect(found["base:mail"]).to.deep.equal(["[secret]", "file"]);
  });

  it("says what is allowed", () => {
    expect(explain([CONFIGURATION], "dev", {}).find(({ key }) => key === "base:days")).to.deep.equal({
      key: "base:days",
      value: 2,
      source: "default",
      description: "how long",
      unit: "days",
      allowed: "a whole number from 1 to 9",
      required: false,
      default: 2,
    });
  });
});

describe("settingsFindings", () => {
  const findings = (settings: Record<string, unknown>) =>
    settingsFindings([CONFIGURATION, configuration({ namespace: "state", keys: {} })], "prod", settings);

  it("finds nothing in what the programs accept", () => {
    expect(findings({ ...FLEET, "base:days": 5 })).to.deep.equal([]);
  });

  it("names the file and every fault once, though several programs find it", () => {
    expect(findings({ "fleet:owner": "platform", "base:day": 5, "base:zone": 1 })).to.deep.equal([
      "fleet:costCenter is not set: use a cost center of at most 128 letters, digits and + = . _ : / @ -; set fleet:costCenter in Pulumi.prod.yaml",
      'base:zone is "1": use letters; set base:zone in Pulumi.prod.yaml',
      "base:day is no key of this project: did you mean base:days? Rename it, or remove it from Pulumi.prod.yaml",
    ]);
  });

  it("does not take an encrypted value for checked", () => {
    expect(findings({ ...FLEET, "base:mail": { secure: "v1:abc" } })).to.deep.equal([
      "base:mail is encrypted, so nobody can check it: it is no secret, set it in clear in Pulumi.prod.yaml",
    ]);
  });
});
