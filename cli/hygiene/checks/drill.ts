import { FleetError } from "../../../contracts/errors";
import { drill } from "../../commands/drill/drill";
import type { CheckResult, Hygiene, HygieneCheck } from "../hygiene-check";

/** A bad night, rehearsed on copies. */
export const drillCheck: HygieneCheck = { name: "drill", title: "Recovery drill", run };

async function run({ context, backend }: Hygiene): Promise<CheckResult> {
  // What it prints as its result is kept in its own report; here only this check's one is printed.
  const quiet = { ...context, output: { ...context.output, result: () => undefined } };
  try {
    const { stacks, durationSeconds } = await drill(quiet, backend.environment);
    return { findings: [], facts: { stacks: stacks.length, durationSeconds } };
  } catch (error) {
    if (error instanceof FleetError && error.name === "CheckFailed") {
      return { findings: error.details, facts: {} };
    }
    throw error;
  }
}
