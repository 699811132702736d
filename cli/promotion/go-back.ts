import type { Project } from "../../contracts/environment";
import { down } from "../commands/project/down";
import type { Context } from "../context";
import type { EnvironmentBackend } from "../engine/environment-backend";
import { withoutResult } from "../output/without-result";
import { runFleetAt } from "./fleet-at-commit";
import type { RollbackTarget } from "./rollback-target";
import { withWorktree } from "./worktree";

/**
 * Destroys what was not there before, then deploys the rest in the order of dependencies, each project as its old
 * commit does it.
 * @throws FleetError as {@link down}, {@link withWorktree} and {@link runFleetAt}
 */
export async function goBack(
  context: Context,
  { environment }: EnvironmentBackend,
  { destroy, deploy, config }: RollbackTarget,
  { wait, waitSeconds }: { readonly wait?: string; readonly waitSeconds?: number },
): Promise<void> {
  for (const project of destroy) {
    await down(withoutResult(context), project, environment, { yes: true, waitSeconds });
  }
  const waiting = wait === undefined ? [] : ["--wait", wait];
  for (const [commit, projects] of byCommit(deploy)) {
    await withWorktree(context.root, commit, async (folder) => {
      for (const project of projects) {
        context.output.line(`${project} ${environment}: up from commit ${commit.slice(0, 12)}`);
        await runFleetAt(context, folder, environment, config, ["up", project, environment, ...waiting]);
      }
    });
  }
}

/** Neighbours of one commit together, so that it is checked out once. */
function byCommit(deploy: RollbackTarget["deploy"]): ReadonlyArray<readonly [string, readonly Project[]]> {
  const groups: [string, Project[]][] = [];
  for (const [project, commit] of deploy) {
    const last = groups.at(-1);
    if (last?.[0] === commit) {
      last[1].push(project);
    } else {
      groups.push([commit, [project]]);
    }
  }
  return groups;
}
