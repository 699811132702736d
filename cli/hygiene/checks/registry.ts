import type { RecordFinding } from "../../../backend/registry/check-stack";
import type { Environment } from "../../../contracts/environment";
import { examineRegistry } from "../examine-registry";
import type { CheckResult, Hygiene, HygieneCheck } from "../hygiene-check";

/** Whether the registry says what state and AWS say. */
export const registryCheck: HygieneCheck = { name: "registry", title: "Registry", run };

/** Seconds that the registry has to follow what goes on: nobody waits for this check. */
const PATIENCE = 60;

async function run({ context, backend }: Hygiene): Promise<CheckResult> {
  const { stacks, findings } = await examineRegistry(context, backend, PATIENCE);
  return {
    findings: findings.map((finding) => withRemedy(finding, backend.environment)),
    facts: { stacks, differing: findings.length },
  };
}

/** What is in AWS and in no state no indexing mends: that takes a person. */
export function withRemedy({ stack, fault, told }: RecordFinding, environment: Environment): string {
  const remedy =
    fault === "cloud"
      ? "docs/runbook.md#a-host-that-no-workspace-has"
      : `\`fleet doctor registry ${environment} --fix\``;
  return `${stack.project} ${stack.stack}: ${fault}: ${told}: ${remedy}`;
}
