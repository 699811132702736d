import type { Environment } from "../../../contracts/environment";
import { assertNoFindings, type ExplainedKey, explain, settingsFindings } from "../../configuration/explain";
import { projectConfiguration } from "../../configuration/project-configurations";
import { shownValue } from "../../configuration/shown-value";
import type { Context } from "../../context";
import { readSettings } from "../../engine/stack-settings";
import { columns } from "../../output/columns";
import type { OperatedProject } from "../project/projects";

/** A key whose value is not the same in two environments. */
interface Difference {
  readonly key: string;
  readonly description: string;
  readonly values: readonly Pick<ExplainedKey, "value" | "source">[];
}

/**
 * Shows the keys whose values, defaults included, differ between two environments.
 * @throws FleetError `InvalidConfiguration` after it has shown a configuration that the programs refuse
 */
export async function diffConfig(
  context: Context,
  environments: readonly [Environment, Environment],
  projects: readonly OperatedProject[],
): Promise<void> {
  const { home, root, output } = context;
  const configurations = projects.map(projectConfiguration);
  const sides = environments.map((environment) => {
    const settings = readSettings(home, environment).config;
    return {
      keys: explain(configurations, environment, settings, readSettings(root, environment).config),
      findings: settingsFindings(configurations, environment, settings),
    };
  });
  const differences = differencesOf(sides.map(({ keys }) => keys));
  output.result({ environments, differences }, () => {
    if (differences.length === 0) {
      output.line(`${environments.join(" and ")} are configured alike`);
      return;
    }
    const rows = differences.map(({ key, values }) => [key, ...values.map(cell)]);
    for (const line of columns([["KEY", ...environments.map((each) => each.toUpperCase())], ...rows])) {
      output.line(line);
    }
  });
  assertNoFindings(sides.flatMap(({ findings }) => findings));
}

function differencesOf(sides: ReadonlyArray<readonly ExplainedKey[]>): readonly Difference[] {
  const [first = []] = sides;
  return first.flatMap(({ key, description }, index) => {
    const values = sides.map((side) => ({
      value: side[index]?.value,
      source: side[index]?.source ?? "nowhere",
    }));
    const different = new Set(values.map(({ value }) => JSON.stringify(value))).size > 1;
    return different ? [{ key, description, values }] : [];
  });
}

function cell({ value, source }: Difference["values"][number]): string {
  return source === "default" ? `${shownValue(value)} (default)` : shownValue(value);
}
