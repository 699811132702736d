import { expect } from "chai";
import { findingsOf, type HygieneReport, hygieneMarkdown } from "../../../cli/hygiene/hygiene-report";

const REPORT: HygieneReport = {
  kind: "daily",
  environment: "dev",
  account: "111122223333",
  region: "eu-west-1",
  startedAt: "2026-01-31T12:00:00.000Z",
  durationSeconds: 12.34,
  checks: [
    {
      name: "locks",
      title: "Locks",
      findings: ["base dev is locked"],
      facts: { held: [], oldestSeconds: 7, released: ["a", "b"] },
    },
    { name: "drift", title: "Drift", findings: [], facts: {}, failure: "AWS does not answer" },
  ],
};

describe("hygieneMarkdown", () => {
  it("tells what was found, what could not be checked, and what was seen", () => {
    expect(hygieneMarkdown(REPORT)).to.equal(`# Hygiene of dev, daily

Account 111122223333 in eu-west-1, 2026-01-31T12:00:00.000Z, 12.3 s. 2 findings.

## Locks

- **base dev is locked**

- held: none
- oldest seconds: 7
- released: a; b

## Drift

Could not be checked: AWS does not answer
`);
  });

  it("says so when there is nothing", () => {
    expect(hygieneMarkdown({ ...REPORT, checks: [] })).to.contain("12.3 s. Nothing was found.");
  });
});

describe("findingsOf", () => {
  it("counts a check that failed among them", () => {
    expect(findingsOf(REPORT)).to.deep.equal([
      "Locks: base dev is locked",
      "Drift: could not be checked: AWS does not answer",
    ]);
  });
});
