import type { ResourceRecord } from "../../../contracts/registry/records";
import { partitionOf, RESOURCE_PREFIX } from "../../../contracts/registry/registry-keys";
import { type ResourceRow, resourceOfRow } from "../../../contracts/registry/rows";
import type { Context } from "../../context";
import { columns } from "../../output/columns";
import { formatUsd } from "../../output/usd";
import type { NamedStack } from "../stack-argument";
import { recordedWorkspace } from "./recorded-workspace";

/** Lists what a workspace consists of, as its state was last saved. */
export async function resources(context: Context, stack: NamedStack, type?: string): Promise<void> {
  const { registry, workspace } = await recordedWorkspace(context, stack);
  const all: ResourceRecord[] = [];
  for await (const row of registry.table.rows<ResourceRow>(partitionOf(workspace.id), RESOURCE_PREFIX)) {
    if (type === undefined || row.type.includes(type)) {
      all.push(resourceOfRow(row));
    }
  }
  const { output } = context;
  output.result({ workspace: workspace.name, resources: all }, () => {
    const rows = all.map((resource) => [
      resource.type,
      resource.logicalName,
      resource.cloudId ?? "",
      resource.status === "present" ? "" : resource.status,
      resource.monthlyCost === undefined ? "" : formatUsd(resource.monthlyCost),
    ]);
    for (const line of columns([["TYPE", "NAME", "ID", "STATUS", "A MONTH"], ...rows])) {
      output.line(line);
    }
  });
}
