import type { Environment } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import type { Context } from "../../context";
import { type DriftSelection, type EnvironmentDrift, environmentDrift } from "../../drift/environment-drift";
import type { StackDrift } from "../../drift/stack-drift";
import { checkedBackend, showBackend } from "../../engine/environment-backend";
import { countOf } from "../../output/count";
import type { OperationReport } from "../project/run-operation";
import type { SettleOptions } from "./settle";
import { showStackDrift, showSuppressions } from "./show-drift";

export interface DriftOptions extends SettleOptions {
  readonly accept?: boolean;
  readonly repair?: boolean;
}

/** What `--json` prints. */
interface DriftReport extends EnvironmentDrift {
  readonly environment: Environment;
  readonly account: string;
  readonly region: string;
  /** Of `--accept` and `--repair`; `stacks` is what was found before them. */
  readonly operations?: readonly OperationReport[];
  /** What is left after them. */
  readonly remaining?: readonly StackDrift[];
}

/**
 * Shows what was changed outside; takes it over or brings it back where it is told to.
 * @throws FleetError `StackDrifted` while something is not as it was deployed
 */
export async function drift(
  context: Context,
  environment: Environment,
  selection: DriftSelection,
  options: DriftOptions,
): Promise<void> {
  if (options.accept && options.repair) {
    throw new FleetError(
      "InvalidArgument",
      "--accept and --repair exclude each other: choose whether what was found or what the program says holds",
    );
  }
  const { output } = context;
  const backend = await checkedBackend(context, environment);
  showBackend(context, backend);
  const found = await environmentDrift(context, backend, selection, (stack) => showStackDrift(output, stack));
  for (const project of found.notDeployed) {
    output.line(`${project}: not deployed in ${environment}`);
  }
  showSuppressions(output, found.suppressions);
  const where = { environment, account: backend.accountId, region: backend.region };
  const drifted = found.stacks.filter(({ resources }) => resources.length > 0);
  if (drifted.length === 0 || !(options.accept || options.repair)) {
    const report: DriftReport = { ...where, ...found };
    output.result(report, () => undefined);
    throwIfDrifted(environment, drifted);
    return;
  }
  const { settle } = require("./settle") as typeof import("./settle");
  const settled = await settle(context, backend, drifted, options.accept ? "refresh" : "up", options);
  const report: DriftReport = { ...where, ...found, ...settled };
  output.result(report, () => undefined);
  throwIfDrifted(environment, settled.remaining);
}

function throwIfDrifted(environment: Environment, stacks: readonly StackDrift[]): void {
  const resources = stacks.flatMap((stack) => stack.resources);
  if (resources.length === 0) {
    return;
  }
  const security = resources.filter((resource) => resource.security).length;
  const [subject, verb] = [countOf(resources.length, "resource"), resources.length === 1 ? "is" : "are"];
  throw new FleetError(
    "StackDrifted",
    `${subject} of ${environment} ${verb} not as deployed, ${security} of security: bring it back by --repair, take it over by --accept, or live with it for a time by drift-suppressions.${environment}.yaml`,
  );
}
