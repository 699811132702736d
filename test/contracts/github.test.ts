import { expect } from "chai";
import { GITHUB_REPOSITORY, githubProviderArn, githubRoleName, githubSubjects } from "../../contracts/github";

describe("GitHub's jobs", () => {
  it("read from pull requests and main, and deploy behind the environment of the same name", () => {
    expect(githubSubjects("team/fleet", "prod", "preview")).to.deep.equal([
      "repo:team/fleet:pull_request",
      "repo:team/fleet:ref:refs/heads/main",
    ]);
    expect(githubSubjects("team/fleet", "prod", "deploy")).to.deep.equal([
      "repo:team/fleet:environment:prod",
    ]);
  });

  it("have names that workflows can know", () => {
    expect(githubRoleName("dev", "preview")).to.equal("hyperion-dev-github-preview");
    expect(githubProviderArn("111122223333")).to.equal(
      "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com",
    );
  });

  it("belong to one repository, which is no pattern", () => {
    const { pattern } = GITHUB_REPOSITORY;
    expect(pattern.test("team/fleet.infra_1-x")).to.equal(true);
    for (const name of [
      "team",
      "team/*",
      "*/fleet",
      "team/fl?et",
      "team/fleet:ref",
      "-team/fleet",
      "a/b/c",
      "",
    ]) {
      expect(pattern.test(name), name).to.equal(false);
    }
  });
});
