/**
 * The CI run that this process belongs to: its address where the CI system says it, otherwise its id. A GitHub run that
 * is run again keeps its id, so the address names the attempt.
 * @returns undefined outside CI
 */
export function ciRun(variables: Readonly<Record<string, string | undefined>>): string | undefined {
  const { GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID, GITHUB_RUN_ATTEMPT } = variables;
  if (GITHUB_RUN_ID) {
    const attempt = GITHUB_RUN_ATTEMPT ? `/attempts/${GITHUB_RUN_ATTEMPT}` : "";
    return GITHUB_SERVER_URL && GITHUB_REPOSITORY
      ? `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}${attempt}`
      : GITHUB_RUN_ID;
  }
  // GitLab; Jenkins
  return variables.CI_JOB_URL || variables.BUILD_URL || undefined;
}

/** Whether this process runs on a machine of GitHub's own, which is gone when its job has ended. */
export function isHostedRunner(variables: Readonly<Record<string, string | undefined>>): boolean {
  return variables.RUNNER_ENVIRONMENT === "github-hosted";
}
