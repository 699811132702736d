import { FleetError } from "../contracts/errors";
import type { RunnerResult } from "../contracts/pipeline";
import { noteAlive } from "./health";
import { startHeartbeat } from "./heartbeat";
import type { Log } from "./log";
import { isTokenOver, type TaskToken } from "./task-token";

/** Heartbeats in the time after which the state machine misses one. */
const HEARTBEATS_PER_PATIENCE = 3;

export interface RunOptions {
  readonly token: Pick<TaskToken, "heartbeat" | "succeed" | "fail">;
  readonly heartbeatSeconds: number;
  readonly log: Log;
  /** File of the container's health check, if it has one. */
  readonly healthFile?: string;
  /** Aborted when the container is told to stop. */
  readonly interrupted: AbortSignal;
  /** The work itself; ends soon after its signal is aborted, with the signal's reason. */
  readonly work: (signal: AbortSignal) => Promise<RunnerResult>;
}

/**
 * Does the work under heartbeats and tells the state machine how it ended, once.
 *
 * @returns the exit code
 */
export async function run(options: RunOptions): Promise<number> {
  const { token, heartbeatSeconds, log, interrupted, work, healthFile } = options;
  const fenced = new AbortController();
  const stopHeartbeat = startHeartbeat({
    beat: (signal) => token.heartbeat(signal),
    interval: (heartbeatSeconds * 1000) / HEARTBEATS_PER_PATIENCE,
    patience: heartbeatSeconds * 1000,
    onAcknowledged: () => noteAlive(healthFile, new Date(Date.now() + heartbeatSeconds * 1000)),
    onLost: (reason) => fenced.abort(new FleetError("LeaseLost", `the run is over: ${reason}`)),
    onFailure: (error) => log.error("a heartbeat failed", { reason: String(error) }),
  });
  try {
    const result = await work(AbortSignal.any([interrupted, fenced.signal]));
    return await answer(() => token.succeed(result), 0, log);
  } catch (error) {
    const failure = asFleetError(error);
    log.error(failure.message, { error: failure.name, details: failure.details });
    // Fenced: whoever does the work now has the say.
    return fenced.signal.aborted ? 1 : await answer(() => token.fail(failure), 1, log);
  } finally {
    stopHeartbeat();
  }
}

/** An answer that comes too late changes nothing; the checkpoint holds what was done. */
async function answer(send: () => Promise<void>, exitCode: number, log: Log): Promise<number> {
  try {
    await send();
    return exitCode;
  } catch (error) {
    log.error("the state machine did not take the answer", {
      reason: String(error),
      over: isTokenOver(error),
    });
    return 1;
  }
}

function asFleetError(error: unknown): FleetError {
  if (error instanceof FleetError) {
    return error;
  }
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return new FleetError("PipelineFailed", `the runner failed with ${name}: ${message}`, [], { cause: error });
}
