import type { Environment } from "../../../contracts/environment";
import { assertNoFindings, type ExplainedKey, explain, settingsFindings } from "../../configuration/explain";
import { projectConfiguration } from "../../configuration/project-configurations";
import { shownValue } from "../../configuration/shown-value";
import type { Context } from "../../context";
import { readSettings } from "../../engine/stack-settings";
import { columns } from "../../output/columns";
import type { OperatedProject } from "../project/projects";

/**
 * Explains every key of the projects: its value, where that comes from, and what is allowed.
 * @throws FleetError `InvalidConfiguration` after it has shown a configuration that the programs refuse
 */
export async function showConfig(
  context: Context,
  projects: readonly OperatedProject[],
  environment: Environment,
): Promise<void> {
  const { home, root, output } = context;
  const configurations = projects.map(projectConfiguration);
  const settings = readSettings(home, environment).config;
  const keys = explain(configurations, environment, settings, readSettings(root, environment).config);
  const findings = settingsFindings(configurations, environment, settings);
  output.result({ environment, keys, findings }, () => {
    const rows = keys.map(({ key, value, source }) => [
      key,
      shownValue(value),
      sourceName(source, environment),
    ]);
    for (const [index, line] of columns(rows).entries()) {
      output.line(line);
      for (const explanation of explanations(keys[index] as ExplainedKey)) {
        output.line(output.color.dim(`  ${explanation}`));
      }
    }
  });
  assertNoFindings(findings);
}

function sourceName(source: ExplainedKey["source"], environment: Environment): string {
  return {
    file: `Pulumi.${environment}.yaml`,
    profile: "profile",
    default: "default",
    nowhere: "not set",
  }[source];
}

function explanations({ description, unit, allowed, required, default: fallback }: ExplainedKey): string[] {
  const values = unit === undefined ? allowed : `${allowed} (${unit})`;
  return [description, `${values}; ${required ? "required" : `default ${shownValue(fallback)}`}`];
}
