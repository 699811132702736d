import { FleetError } from "../contracts/errors";
import { failureOf } from "../contracts/failure";
import { errorFields, type Log } from "./log";

/** What a handler may answer: a value. `undefined` and nothing would pass for success. */
export type Answer = object;

/**
 * A handler for a state machine's step: an answer, or an error whose name the state machine catches. The
 * details of a FleetError go into the message, the only text that Lambda passes on. Leaves one line in the log, with the
 * execution's correlation id.
 */
export function stateMachineStep<Event, Output extends Answer>(
  log: Log,
  work: (event: Event) => Promise<Output>,
): (event: Event) => Promise<Output> {
  return async (event) => {
    const correlationId = correlationIdOf(event);
    try {
      const output = await work(event);
      log.info("step done", { correlationId });
      return output;
    } catch (error) {
      log.error("step failed", { ...errorFields(error), correlationId });
      throw error instanceof FleetError ? asThrown(error) : error;
    }
  };
}

interface WithCorrelationId {
  readonly correlationId?: unknown;
}

/** Of the execution's input, wherever a state machine puts it in a step's: as it is, or in a field. */
function correlationIdOf(event: unknown): string | undefined {
  const { correlationId, input, state } = (event ?? {}) as WithCorrelationId & {
    readonly input?: WithCorrelationId;
    readonly state?: WithCorrelationId;
  };
  const found = correlationId ?? input?.correlationId ?? state?.correlationId;
  return typeof found === "string" ? found.slice(0, 80) : undefined;
}

function asThrown(error: FleetError): Error {
  const { Error: name, Cause: message } = failureOf(error);
  const thrown = new Error(message, { cause: error });
  thrown.name = name;
  return thrown;
}
