import type { Check } from "./check";
import type { Registration } from "./subject";

/** A check of what the programs register. What a failing program would have registered is not right either. */
export function registeredCheck(
  name: string,
  description: string,
  look: (registrations: readonly Registration[]) => readonly string[],
): Check {
  return {
    name,
    description,
    run: async (subject) => {
      const { complete, failed } = await subject.registrations();
      return [
        ...failed.map(
          ({ project, environment, message }) =>
            `${project} in ${environment} was not checked, its program fails: ${message}`,
        ),
        ...look(complete),
      ];
    },
  };
}

/** Where a finding is: `runtime in dev, aws:sfn/stateMachine:StateMachine "deploy"`. */
export function place(
  { project, environment }: Pick<Registration, "project" | "environment">,
  { type, name }: { readonly type: string; readonly name: string },
): string {
  return `${project} in ${environment}, ${type} "${name}"`;
}
