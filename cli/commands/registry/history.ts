import { lastDeployments } from "../../../backend/registry/last-deployments";
import type { Context } from "../../context";
import { columns } from "../../output/columns";
import { formatUsd } from "../../output/usd";
import { describeChanges } from "../project/run-operation";
import type { NamedStack } from "../stack-argument";
import { recordedWorkspace } from "./recorded-workspace";

/** Lists a workspace's deployments, newest first. */
export async function history(context: Context, stack: NamedStack, limit: number): Promise<void> {
  const { registry, workspace } = await recordedWorkspace(context, stack);
  const all = await lastDeployments(registry.table, workspace.id, limit);
  const { output } = context;
  output.result({ workspace: workspace.name, deployments: all }, () => {
    const lines = all.map(
      ({ started, kind = "", status, by = "", commit = "", changes = {}, monthlyCost, error }) => [
        `${started.slice(0, 19)}Z`,
        kind,
        status,
        by,
        commit.slice(0, 12),
        monthlyCost === undefined ? "" : formatUsd(monthlyCost),
        error ?? describeChanges(changes, false),
      ],
    );
    for (const line of columns([
      ["STARTED", "KIND", "STATUS", "BY", "COMMIT", "A MONTH", "CHANGES"],
      ...lines,
    ])) {
      output.line(line);
    }
  });
}
