import type { Configuration } from "../../contracts/configuration";
import type { OperatedProject } from "../commands/project/projects";

/** What each project's keys mean, loaded when it is asked for. */
const CONFIGURATIONS: Readonly<Record<OperatedProject, () => Configuration>> = {
  state: () =>
    (require("../../state/config-keys") as typeof import("../../state/config-keys")).STATE_CONFIGURATION,
  base: () =>
    (require("../../base/config-keys") as typeof import("../../base/config-keys")).BASE_CONFIGURATION,
  runtime: () =>
    (require("../../runtime/config-keys") as typeof import("../../runtime/config-keys"))
      .RUNTIME_CONFIGURATION,
};

export function projectConfiguration(project: OperatedProject): Configuration {
  return CONFIGURATIONS[project]();
}
