import { OperationsLog } from "../../../backend/operations/operations-log";
import { loggedStacks } from "../../../backend/operations/read-operations";
import type { CheckResult, Hygiene, HygieneCheck } from "../hygiene-check";

/** Whether the operations logs are as they were written. */
export const operationsLog: HygieneCheck = { name: "operations-log", title: "Operations log", run };

async function run({ bucket }: Hygiene): Promise<CheckResult> {
  const stacks = await loggedStacks(bucket);
  const findings: string[] = [];
  for (const { project, stack } of stacks) {
    const found = await new OperationsLog(bucket, { project, stack }).verify();
    findings.push(...found.map(({ message }) => `${project} ${stack}: ${message}`));
  }
  const entries = stacks.reduce((sum, stack) => sum + stack.entries, 0);
  return { findings, facts: { logs: stacks.length, entries } };
}
