import type { Environment } from "./environment";
import { physicalName } from "./names";

/** Who signs the tokens of GitHub Actions' jobs; AWS knows its certificate authority, so no thumbprint is needed. */
export const GITHUB_TOKEN_ISSUER = "token.actions.githubusercontent.com";

/** For whom a job's token must be made. */
export const GITHUB_TOKEN_AUDIENCE = "sts.amazonaws.com";

/** `owner/name`, without a pattern in it. */
export const GITHUB_REPOSITORY = {
  pattern: /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})\/[A-Za-z0-9._-]{1,100}$/,
  allowed: "a repository of GitHub's as owner/name",
};

/** What a job may do: read, to preview and to look for drift, or deploy. */
export type GitHubAccess = "preview" | "deploy";

export function githubRoleName(environment: Environment, access: GitHubAccess): string {
  return physicalName(environment, `github-${access}`);
}

/** ARN of the account's one provider for GitHub's tokens. */
export function githubProviderArn(accountId: string): string {
  return `arn:aws:iam::${accountId}:oidc-provider/${GITHUB_TOKEN_ISSUER}`;
}

/**
 * The subjects of tokens that may have `access`, exactly. Deployments stand behind the GitHub environment of the same
 * name, whose rules say who may start them; whoever may push a branch may open a pull request, so that can only read.
 */
export function githubSubjects(
  repository: string,
  environment: Environment,
  access: GitHubAccess,
): readonly string[] {
  return access === "deploy"
    ? [`repo:${repository}:environment:${environment}`]
    : [`repo:${repository}:pull_request`, `repo:${repository}:ref:refs/heads/main`];
}
