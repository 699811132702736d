import type { Environment } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import type { Context } from "../../context";
import { checkpointGraph } from "../../graph/checkpoint-graph";
import { mermaid } from "../../graph/mermaid";
import { svg } from "../../graph/svg";
import { namedWorkspace, stackOf } from "./named-workspace";

export interface GraphOptions {
  readonly environment?: Environment;
  /** `mermaid` or `svg`. */
  readonly format: string;
}

/**
 * Draws which resource of a workspace depends on which, as its state was last saved.
 * @throws FleetError `InvalidArgument`, `StackNotFound` without a state, and as {@link namedWorkspace}
 */
export async function graph(
  context: Context,
  named: string,
  { environment, format }: GraphOptions,
): Promise<void> {
  if (format !== "mermaid" && format !== "svg") {
    throw new FleetError("InvalidArgument", `--format is ${JSON.stringify(format)}: use mermaid or svg`);
  }
  const { registry, workspace } = await namedWorkspace(context, named, environment);
  const { name } = workspace;
  const drawn = await checkpointGraph(registry.bucket, stackOf(workspace));
  if (!drawn) {
    throw new FleetError("StackNotFound", `${name} is ${workspace.status}: it has no state to draw`);
  }
  const { output } = context;
  output.result({ workspace: name, ...drawn }, () => {
    for (const line of format === "svg" ? [svg(drawn, name)] : mermaid(drawn)) {
      output.line(line);
    }
  });
}
