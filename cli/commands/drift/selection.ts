import { type Environment, parseEnvironment } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import type { DriftSelection } from "../../drift/environment-drift";
import { parseStack } from "../stack-argument";

export interface SelectedDrift {
  readonly environment: Environment;
  readonly selection: DriftSelection;
}

/**
 * What `[project] <env> [--stack <enclave id>]` means: commander cannot leave out the first of two arguments. Without
 * a project (or with `all`) every project; project enclave without an id means all enclaves.
 * @throws FleetError `InvalidArgument`, `InvalidEnvironment`, `InvalidName`
 */
export function parseDriftSelection(
  first: string,
  second: string | undefined,
  enclave: string | undefined,
): SelectedDrift {
  const [project, environment] = second === undefined ? ["all", first] : [first, second];
  if (enclave === undefined && (project === "all" || project === "enclave")) {
    return {
      environment: parseEnvironment(environment),
      selection: project === "all" ? {} : { project },
    };
  }
  if (project === "runtime" && enclave !== undefined) {
    throw new FleetError(
      "InvalidArgument",
      `--stack ${enclave} is for project enclave: the drift of a workspace goes with it, or create it again`,
    );
  }
  const named = parseStack(project, environment, enclave);
  return { environment: named.environment, selection: { project: named.id.project, enclave } };
}
