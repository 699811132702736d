import type { Deployed, ProjectPreview } from "../../backend/promotions/promotion-plan";
import type { Environment } from "../../contracts/environment";
import { logicalName } from "../engine/progress";

/** Operations after which what a resource held is gone. */
const LOSSES: readonly string[] = ["delete", "replace", "delete-replaced"];

/** How to go back, line by line: the command, the same by hand, and what neither brings back. */
export function rollbackText(
  to: Environment,
  before: Deployed,
  previews: readonly ProjectPreview[],
): readonly string[] {
  const projects = previews.map(({ project }) => project);
  const byCommit = new Map<string, string[]>();
  for (const project of projects) {
    const commit = before[project]?.id;
    if (commit !== undefined) {
      byCommit.set(commit, [...(byCommit.get(commit) ?? []), project]);
    }
  }
  const fresh = projects.filter((project) => before[project] === null).toReversed();
  const lost = previews.flatMap(({ project, steps }) =>
    steps
      .filter(({ operation }) => LOSSES.includes(operation))
      .map(({ urn, type, operation }) => `${project}: ${type} ${logicalName(urn)} (${operation})`),
  );
  return [
    `$ fleet rollback ${to} --reason "<why>"`,
    "or by hand:",
    ...fresh.map((project) => `$ fleet down ${project} ${to} --delete-data`),
    ...[...byCommit].flatMap(([commit, those]) => [
      `$ git worktree add ../${commit.slice(0, 12)} ${commit} && cd ../${commit.slice(0, 12)} && make setup`,
      ...those.map((project) => `$ bin/fleet up ${project} ${to}`),
    ]),
    ...(lost.length === 0
      ? ["nothing is deleted or replaced: a rollback brings everything back"]
      : [
          "what these hold does not come back by a rollback:",
          ...[...new Set(lost)].map((text) => `  ${text}`),
        ]),
  ];
}
