import { FleetError } from "../../../contracts/errors";
import { drill } from "../../commands/drill/drill";
import { withoutResult } from "../../output/without-result";
import type { CheckResult, Hygiene, HygieneCheck } from "../hygiene-check";

/** A bad night, rehearsed on copies. */
export const drillCheck: HygieneCheck = { name: "drill", title: "Recovery drill", run };

async function run({ context, backend }: Hygiene): Promise<CheckResult> {
  // What it prints as its result is kept in its own report; here only this check's one is printed.
  try {
    const { stacks, durationSeconds } = await drill(withoutResult(context), backend.environment);
    return { findings: [], facts: { stacks: stacks.length, durationSeconds } };
  } catch (error) {
    if (error instanceof FleetError && error.name === "CheckFailed") {
      return { findings: error.details, facts: {} };
    }
    throw error;
  }
}
