import { expect } from "chai";
import { ciRun, isHostedRunner } from "../../../backend/locks/ci-run";

describe("ciRun", () => {
  const cases: ReadonlyArray<readonly [string, Record<string, string>, string | undefined]> = [
    [
      "the address of a GitHub run",
      {
        GITHUB_SERVER_URL: "https://github.com",
        GITHUB_REPOSITORY: "hyperion/fleet",
        GITHUB_RUN_ID: "7",
        BUILD_URL: "other",
      },
      "https://github.com/hyperion/fleet/actions/runs/7",
    ],
    [
      "the address of an attempt of a GitHub run",
      {
        GITHUB_SERVER_URL: "https://github.com",
        GITHUB_REPOSITORY: "hyperion/fleet",
        GITHUB_RUN_ID: "7",
        GITHUB_RUN_ATTEMPT: "2",
      },
      "https://github.com/hyperion/fleet/actions/runs/7/attempts/2",
    ],
    ["the id of a GitHub run without an address", { GITHUB_RUN_ID: "7" }, "7"],
    ["the address of a GitLab job", { CI_JOB_URL: "https://gitlab/1" }, "https://gitlab/1"],
    ["the address of a Jenkins build", { BUILD_URL: "https://jenkins/1" }, "https://jenkins/1"],
    ["nothing outside CI", { GITHUB_RUN_ID: "", HOME: "/home/ada" }, undefined],
  ];
  for (const [what, variables, run] of cases) {
    it(`is ${what}`, () => {
      expect(ciRun(variables)).to.equal(run);
    });
  }
});

describe("isHostedRunner", () => {
  it("is true on GitHub's own machines only", () => {
    expect(isHostedRunner({ RUNNER_ENVIRONMENT: "github-hosted" })).to.equal(true);
    expect(isHostedRunner({ RUNNER_ENVIRONMENT: "self-hosted" })).to.equal(false);
    expect(isHostedRunner({})).to.equal(false);
  });
});
