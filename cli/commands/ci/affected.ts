import { affectedStacks } from "../../ci/affected-stacks";
import { changedFiles, targetBranch } from "../../ci/changed-files";
import type { Context } from "../../context";
import { columns } from "../../output/columns";

export interface AffectedOptions {
  /** @default the branch that the pull request goes into */
  readonly base?: string;
  /** Whether to print outputs of a GitHub step. @default false */
  readonly matrix?: boolean;
}

/** Lists the stacks that the change in the checkout may change. */
export async function affected(context: Context, options: AffectedOptions): Promise<void> {
  const { output, root } = context;
  const base = options.base ?? targetBranch(process.env);
  const change = await changedFiles(root, base);
  const stacks = await affectedStacks(root, change);
  output.result({ base, files: change.files.length, stacks }, () => {
    if (options.matrix) {
      const include = stacks.map(({ environment, project }) => ({ environment, project }));
      output.line(`matrix=${JSON.stringify({ include })}`);
      output.line(`count=${stacks.length}`);
      return;
    }
    output.line(`${change.files.length} files differ from ${base}, ${stacks.length} stacks may change`);
    for (const line of columns(
      stacks.map(({ environment, project, file }) => [environment, project, `because of ${file}`]),
    )) {
      output.line(line);
    }
  });
}
