import type { CheckpointResource } from "../../../backend/checkpoints/checkpoint";
import { readCheckpoint } from "../../../backend/registry/read-checkpoint";
import type { Environment } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import type { Context } from "../../context";
import { dependencyGraph } from "../../graph/dependency-graph";
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
  const resources: Pick<CheckpointResource, "urn" | "type" | "custom" | "delete" | "dependencies">[] = [];
  const head = await readCheckpoint(registry.bucket, stackOf(workspace), (resource) => {
    // Inputs and outputs are most of a state.
    const { urn, type, custom, delete: old, dependencies } = resource;
    resources.push({ urn, type, custom, delete: old, dependencies });
  });
  if (!head) {
    throw new FleetError("StackNotFound", `${name} is ${workspace.status}: it has no state to draw`);
  }
  const drawn = dependencyGraph(resources);
  const { output } = context;
  output.result({ workspace: name, ...drawn }, () => {
    for (const line of format === "svg" ? [svg(drawn, name)] : mermaid(drawn)) {
      output.line(line);
    }
  });
}
