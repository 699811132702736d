import validate = require("asl-validator");

import { place, registeredCheck } from "../registered-check";
import type { Registration } from "../subject";

const STATE_MACHINE = "aws:sfn/stateMachine:StateMachine";

export const stateMachines = registeredCheck(
  "state-machines",
  "definitions against the Amazon States Language",
  (registrations) => registrations.flatMap(findingsIn),
);

function findingsIn(registration: Registration): readonly string[] {
  return registration.resources
    .filter(({ type }) => type === STATE_MACHINE)
    .flatMap((machine) =>
      findingsOf(String(machine.inputs.definition)).map(
        (finding) => `${place(registration, machine)}: ${finding}`,
      ),
    );
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
