/** Characters of a comment or an issue that GitHub accepts. */
const MAX_LENGTH = 65_536;

const CUT = "\n\nThis is too long for GitHub: the rest is in the run's artifacts.\n";

/** `head`, then `sections` as far as there is room, then the way to the run when a job of GitHub Actions writes it. */
export function githubText(
  head: string,
  sections: string,
  variables: Readonly<Record<string, string | undefined>>,
): string {
  const { GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID } = variables;
  const run = GITHUB_RUN_ID && `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}`;
  const foot = run ? `\n[The run](${run})\n` : "";
  const room = MAX_LENGTH - head.length - foot.length;
  if (sections.length <= room) {
    return `${head}${sections}${foot}`;
  }
  const text = sections.slice(0, room - CUT.length);
  return `${head}${text.slice(0, text.lastIndexOf("\n"))}${CUT}${foot}`;
}
