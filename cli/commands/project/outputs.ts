import type { Environment } from "../../../contracts/environment";
import type { Context } from "../../context";
import { checkedBackend, targetOf } from "../../engine/environment-backend";
import { columns } from "../../output/columns";
import type { Output } from "../../output/output";
import type { OperatedProject } from "./projects";

/** Prints what the projects export; with `--json` an object for one project, an object of them for several. */
export async function outputs(
  context: Context,
  projects: readonly OperatedProject[],
  environment: Environment,
  options: { readonly showSecrets?: boolean },
): Promise<void> {
  const backend = await checkedBackend(context, environment);
  const found: Record<string, Readonly<Record<string, unknown>>> = {};
  for (const project of projects) {
    found[project] = await context
      .engine()
      .outputs(targetOf(context, project, backend), options.showSecrets === true);
  }
  const [only] = projects;
  context.output.result(projects.length === 1 && only ? found[only] : found, () => {
    for (const [project, values] of Object.entries(found)) {
      showOutputs(context.output, project, values);
    }
  });
}

export function showOutputs(
  output: Output,
  project: string,
  values: Readonly<Record<string, unknown>>,
): void {
  output.line();
  output.line(`${project} outputs`);
  const rows = Object.entries(values).map(([name, value]) => [
    `  ${name}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  for (const line of columns(rows)) {
    output.line(line);
  }
}
