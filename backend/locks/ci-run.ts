/**
 * The CI run that this process belongs to: its address where the CI system says it, otherwise its id.
 * @returns undefined outside CI
 */
export function ciRun(variables: Readonly<Record<string, string | undefined>>): string | undefined {
  const { GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID } = variables;
  if (GITHUB_RUN_ID) {
    return GITHUB_SERVER_URL && GITHUB_REPOSITORY
      ? `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}`
      : GITHUB_RUN_ID;
  }
  // GitLab; Jenkins
  return variables.CI_JOB_URL || variables.BUILD_URL || undefined;
}
