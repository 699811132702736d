import type { ConfigDifference } from "../../backend/promotions/promotion-plan";
import type { Environment, Project } from "../../contracts/environment";
import { explain, type Settings } from "../configuration/explain";
import { projectConfiguration } from "../configuration/project-configurations";

/** What is configured, and for which environment: it decides defaults. */
export interface ConfigSide {
  readonly environment: Environment;
  readonly settings: Settings;
}

/** The keys of `projects` whose values, defaults included, differ; encrypted ones are `[secret]`. */
export function configDifferences(
  projects: readonly Project[],
  before: ConfigSide,
  after: ConfigSide,
): readonly ConfigDifference[] {
  const configurations = projects.flatMap((each) => (each === "enclave" ? [] : [projectConfiguration(each)]));
  const [left, right] = [before, after].map(({ environment, settings }) =>
    explain(configurations, environment, settings),
  );
  return (left ?? []).flatMap(({ key, value }, index) => {
    const other = right?.[index]?.value;
    const raw = [before, after].map(({ settings }) => JSON.stringify(settings[key]));
    const same =
      JSON.stringify(value) === JSON.stringify(other) && (value !== "[secret]" || raw[0] === raw[1]);
    return same ? [] : [{ key, before: value ?? null, after: other ?? null }];
  });
}
