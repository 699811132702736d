import { existsSync, readFileSync } from "node:fs";
import { FleetError } from "../../../contracts/errors";
import type { Context } from "../../context";
import { checkedBackend, showBackend } from "../../engine/environment-backend";
import { checkPlanAgainstState } from "../../migration/check-plan";
import { parsePlan } from "../../migration/plan-file";
import { assertStateIsOf } from "../../migration/state-account";
import { parseTerraformState, type TerraformState } from "../../migration/terraform-state";
import { carryOut } from "./carry-out";
import type { MigrateOptions } from "./migration";
import { prepare } from "./prepare";
import { undo } from "./undo";

/**
 * Makes a plan for what a Terraform state knows, carries one out, or takes back what was imported.
 * @throws FleetError `InvalidArgument` for files that cannot be understood or do not fit each other;
 * `OperationRefused`; `CheckFailed` when what was imported would change
 */
export async function migrateTerraform(context: Context, options: MigrateOptions): Promise<void> {
  const { environment, plan: path } = options;
  assertOptions(options);
  if (options.undo && path !== undefined) {
    const backend = await checkedBackend(context, environment);
    showBackend(context, backend);
    await undo(context, backend, path, options);
    return;
  }
  const state = readState(options.state);
  if (path === undefined) {
    await prepare(context, state, options);
    return;
  }
  const text = contentOf(path, "--plan");
  const plan = parsePlan(text, path);
  checkPlanAgainstState(plan, state, environment, path);
  const backend = await checkedBackend(context, environment);
  showBackend(context, backend);
  assertStateIsOf(backend, state, options.state ?? "");
  await carryOut(context, { backend, plan, path, text, state }, options);
}

function assertOptions({ plan, resume, undo, dryRun }: MigrateOptions): void {
  const needsPlan = resume ? "--resume" : undo ? "--undo" : undefined;
  if (needsPlan !== undefined && plan === undefined) {
    throw new FleetError("InvalidArgument", `${needsPlan} needs the plan that was carried out: give --plan`);
  }
  const given = [resume && "--resume", undo && "--undo", dryRun && "--dry-run"].filter(Boolean);
  if (given.length > 1) {
    throw new FleetError("InvalidArgument", `${given.join(" and ")} do not go together: give one of them`);
  }
}

function readState(path: string | undefined): TerraformState {
  if (path === undefined) {
    throw new FleetError("InvalidArgument", "there is no Terraform state: give its file by --state");
  }
  return parseTerraformState(contentOf(path, "--state"), path);
}

function contentOf(path: string, flag: string): string {
  if (!existsSync(path)) {
    throw new FleetError("InvalidArgument", `${flag} ${path} is not there: give the path of a file`);
  }
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new FleetError(
      "InvalidArgument",
      `${flag} ${path} cannot be read: ${(cause as Error).message}`,
      [],
      { cause },
    );
  }
}
