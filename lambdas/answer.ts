import { FleetError } from "../contracts/errors";
import { failureOf } from "../contracts/failure";
import { errorFields, type Log } from "./log";

/** What a handler may answer: a value. `undefined` and nothing would pass for success. */
export type Answer = object;

/**
 * A handler for a state machine's step: an answer, or an error whose name the state machine catches. The
 * details of a FleetError go into the message, the only text that Lambda passes on.
 */
export function stateMachineStep<Event, Output extends Answer>(
  log: Log,
  work: (event: Event) => Promise<Output>,
): (event: Event) => Promise<Output> {
  return async (event) => {
    try {
      return await work(event);
    } catch (error) {
      log.error("step failed", errorFields(error));
      throw error instanceof FleetError ? asThrown(error) : error;
    }
  };
}

function asThrown(error: FleetError): Error {
  const { Error: name, Cause: message } = failureOf(error);
  const thrown = new Error(message, { cause: error });
  thrown.name = name;
  return thrown;
}
