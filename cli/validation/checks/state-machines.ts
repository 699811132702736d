import validate = require("asl-validator");

import type { Environment } from "../../../contracts/environment";
import { PRODUCT } from "../../../contracts/names";
import { place, registeredCheck } from "../registered-check";
import type { Registration } from "../subject";

const STATE_MACHINE = "aws:sfn/stateMachine:StateMachine";

export const stateMachines = registeredCheck(
  "state-machines",
  "definitions against the Amazon States Language",
  (registrations) => {
    const findings = new Map<string, readonly string[]>();
    return registrations.flatMap((registration) => findingsIn(registration, findings));
  },
);

/** @param known findings by definition: the validator compiles its schema anew each time */
function findingsIn(registration: Registration, known: Map<string, readonly string[]>): readonly string[] {
  return registration.resources
    .filter(({ type }) => type === STATE_MACHINE)
    .flatMap((machine) => {
      const definition = String(machine.inputs.definition);
      const shape = withoutEnvironment(definition, registration.environment);
      const found = known.get(shape) ?? findingsOf(definition);
      known.set(shape, found);
      return found.map((finding) => `${place(registration, machine)}: ${finding}`);
    });
}

/** What is the same in all environments: the language asks for the form of names only. */
function withoutEnvironment(definition: string, environment: Environment): string {
  return definition.replaceAll(`${PRODUCT}-${environment}-`, `${PRODUCT}-environment-`);
}

function findingsOf(definition: string): readonly string[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(definition);
  } catch (error) {
    return [`its definition is not JSON: ${(error as Error).message}`];
  }
  return validate(parsed, { checkPaths: true, checkArn: true }).errors.map(shown);
}

/** The validator's own errors and those of its JSON Schema have different fields. */
function shown(error: unknown): string {
  const { Message, message, path, instancePath } = error as Record<string, string | undefined>;
  const where = path ?? instancePath;
  const what = Message ?? message ?? JSON.stringify(error);
  return where ? `${where} ${what}` : what;
}
