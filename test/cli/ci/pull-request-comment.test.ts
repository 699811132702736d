import { expect } from "chai";
import {
  commentBody,
  type PullRequest,
  pullRequestOf,
  putComment,
} from "../../../cli/ci/pull-request-comment";
import { failureOf } from "../../support/command-context";
import { type GitHubServer, githubServer } from "../../support/github-server";

const HEAD = "<!-- fleet preview -->\n## What this would change\n\n";

describe("comment on a pull request", () => {
  let github: GitHubServer;
  let pullRequest: PullRequest;
  beforeEach(async () => {
    github = await githubServer("secret");
    pullRequest = { api: github.url, token: "secret", repository: "team/fleet", number: 12 };
  });
  afterEach(() => github.stop());

  it("is written once and then changed, among any number of others", async () => {
    for (let index = 0; index < 150; index++) {
      github.add(`comment ${index}`, "User");
    }
    const first = await putComment(pullRequest, commentBody("one\n", {}));
    const second = await putComment(pullRequest, commentBody("two\n", {}));
    expect([first, second]).to.deep.equal(Array(2).fill("https://github.com/team/fleet/pull/12#151"));
    expect(github.comments).to.have.length(151);
    expect(github.comments.at(-1)?.body).to.equal(`${HEAD}two\n`);
  });

  it("leaves alone what a person quotes of it", async () => {
    const quoted = github.add(`${HEAD}quoted`, "User");
    await putComment(pullRequest, commentBody("ours\n", {}));
    expect(quoted.body).to.equal(`${HEAD}quoted`);
    expect(github.comments).to.have.length(2);
  });

  it("says what GitHub answers, and that it does not", async () => {
    const refused = await failureOf(putComment({ ...pullRequest, token: "wrong" }, "text"));
    expect(refused).to.include({
      name: "BackendUnavailable",
      message:
        "GitHub answers 403 to GET /repos/team/fleet/issues/12/comments: the job needs permission pull-requests: write",
    });
    await github.stop();
    const silent = await failureOf(putComment(pullRequest, "text"));
    expect(silent).to.include({
      name: "BackendUnavailable",
      message: `GitHub does not answer at ${github.url}`,
    });
    github = await githubServer("secret");
  });

  it("names commit and run, and ends at a line's end where it would be too long", () => {
    const variables = {
      GITHUB_SERVER_URL: "https://github.com",
      GITHUB_REPOSITORY: "team/fleet",
      GITHUB_RUN_ID: "7",
      GITHUB_SHA: "0123456789abcdef",
    };
    expect(commentBody("text\n", variables)).to.equal(
      "<!-- fleet preview -->\n## What this would change, at 0123456\n\ntext\n\n[The run](https://github.com/team/fleet/actions/runs/7)\n",
    );
    const long = commentBody(`${"x".repeat(99)}\n`.repeat(700), variables);
    expect(long.length).to.be.at.most(65_536).and.above(65_000);
    expect(long).to.match(
      /x\n\nThis is too long for GitHub: the rest is in the run's artifacts\.\n\n\[The run\]\(https:.*\/7\)\n$/,
    );
  });

  it("finds the pull request in a job's variables, and says what is missing", () => {
    const job = {
      GITHUB_API_URL: "https://github.example.com/api/v3",
      GITHUB_TOKEN: "secret",
      GITHUB_REPOSITORY: "team/fleet",
      GITHUB_REF: "refs/pull/12/merge",
    };
    expect(pullRequestOf(job)).to.deep.equal({
      api: "https://github.example.com/api/v3",
      token: "secret",
      repository: "team/fleet",
      number: 12,
    });
    expect(() => pullRequestOf({ ...job, GITHUB_TOKEN: "", GITHUB_REF: "refs/heads/main" })).to.throw(
      "no pull request to comment on: GITHUB_TOKEN, GITHUB_REF (refs/pull/…) not set, as a job on a pull request has them; use --dry-run elsewhere",
    );
  });
});
