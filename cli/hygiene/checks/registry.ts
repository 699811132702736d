import { examineRegistry } from "../examine-registry";
import type { CheckResult, Hygiene, HygieneCheck } from "../hygiene-check";

/** Whether the registry says what state and AWS say. */
export const registryCheck: HygieneCheck = { name: "registry", title: "Registry", run };

/** Seconds that the registry has to follow what goes on: nobody waits for this check. */
const PATIENCE = 60;

async function run({ context, backend }: Hygiene): Promise<CheckResult> {
  const { stacks, findings } = await examineRegistry(context, backend, PATIENCE);
  const told = findings.map(
    ({ stack, fault, told: text }) => `${stack.project} ${stack.stack}: ${fault}: ${text}`,
  );
  const remedy = `: \`fleet doctor registry ${backend.environment} --fix\``;
  return {
    findings: told.map((finding) => `${finding}${remedy}`),
    facts: { stacks, differing: told.length },
  };
}
