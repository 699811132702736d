import type { Environment } from "../../../contracts/environment";
import type { Context } from "../../context";
import { checkedBackend, showBackend, targetOf } from "../../engine/environment-backend";
import type { LeaseOptions } from "../../engine/leased";
import { showOutputs } from "./outputs";
import { type OperationReport, runOperation } from "./run-operation";
import type { Scope } from "./scopes";

export interface UpOptions extends LeaseOptions {
  readonly refresh?: boolean;
  /** How long the pipeline may take to deploy the enclaves. @default 900 */
  readonly timeoutSeconds?: number;
}

/** Deploys `scopes`, one after the other; the first failure ends it. */
export async function up(
  context: Context,
  scopes: readonly Scope[],
  environment: Environment,
  options: UpOptions,
): Promise<void> {
  const backend = await checkedBackend(context, environment);
  showBackend(context, backend);
  const reports: OperationReport[] = [];
  for (const scope of scopes) {
    if (scope === "enclaves") {
      const { upEnclaves } = require("./enclaves/up") as typeof import("./enclaves/up");
      reports.push(await upEnclaves(context, backend, options.timeoutSeconds));
    } else {
      reports.push(await runOperation(context, "up", targetOf(context, scope, backend), backend, options));
    }
  }
  context.output.result(reports, () => {
    for (const { project, outputs } of reports) {
      if (project !== "enclave") {
        showOutputs(context.output, project, outputs);
      }
    }
  });
}
