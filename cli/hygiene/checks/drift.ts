import { listLocks } from "../../../backend/locks/locks";
import { environmentDrift } from "../../drift/environment-drift";
import type { StackDrift } from "../../drift/stack-drift";
import type { CheckResult, Hygiene, HygieneCheck } from "../hygiene-check";

/** Whether something was changed outside, in any project. */
export const driftCheck: HygieneCheck = { name: "drift", title: "Drift", run };

async function run(hygiene: Hygiene): Promise<CheckResult> {
  const { context, backend } = hygiene;
  const busy = new Set(await lockedStacks(hygiene));
  const { stacks, notDeployed, suppressions } = await environmentDrift(context, backend);
  for (const name of await lockedStacks(hygiene)) {
    busy.add(name);
  }
  // Under somebody's hands, what is there and what the state says differ without any fault.
  const settled = stacks.filter((stack) => !busy.has(nameOf(stack)));
  const expired = suppressions.expired.map(
    ({ urn, type, expires }) => `the suppression of ${urn ?? type} has expired on ${expires}`,
  );
  return {
    findings: [...settled.flatMap(described), ...expired],
    facts: {
      compared: settled.map(nameOf),
      busy: stacks.filter((stack) => busy.has(nameOf(stack))).map(nameOf),
      notDeployed,
      suppressed: stacks.reduce((sum, { suppressed }) => sum + suppressed.length, 0),
    },
  };
}

async function lockedStacks({ bucket }: Hygiene): Promise<readonly string[]> {
  return (await listLocks(bucket)).map(nameOf);
}

function described({ resources, ...stack }: StackDrift): readonly string[] {
  return resources.map(({ name, type, kind, security }) => {
    const weight = security ? ", a matter of security" : "";
    return `${nameOf(stack)}: ${name} (${type}) was ${kind}${weight}`;
  });
}

function nameOf({ project, stack }: Pick<StackDrift, "project" | "stack">): string {
  return `${project} ${stack}`;
}
