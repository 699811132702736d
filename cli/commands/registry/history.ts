import { lastDeployments } from "../../../backend/registry/last-deployments";
import type { Context } from "../../context";
import { columns } from "../../output/columns";
import type { NamedStack } from "../stack-argument";
import { DEPLOYMENT_HEADING, deploymentRow } from "./deployment-row";
import { recordedWorkspace } from "./recorded-workspace";

/** Lists a workspace's deployments, newest first. */
export async function history(context: Context, stack: NamedStack, limit: number): Promise<void> {
  const { registry, workspace } = await recordedWorkspace(context, stack);
  const all = await lastDeployments(registry.table, workspace.id, limit);
  const { output } = context;
  output.result({ workspace: workspace.name, deployments: all }, () => {
    for (const line of columns([DEPLOYMENT_HEADING, ...all.map(deploymentRow)])) {
      output.line(line);
    }
  });
}
