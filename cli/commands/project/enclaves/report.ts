import type { EnclaveRequest } from "../../../../contracts/enclave-request";
import { FleetError } from "../../../../contracts/errors";
import type { Context } from "../../../context";
import type { EnvironmentBackend } from "../../../engine/environment-backend";
import { formatDuration } from "../../../output/duration";
import type { OperationReport } from "../run-operation";

/** What one operation on all enclaves came to; `changes` counts enclaves by status. */
export interface EnclavesReport extends OperationReport {
  readonly requests: ReadonlyArray<Pick<EnclaveRequest, "id" | "status" | "generation">>;
}

/**
 * Tells how the requests ended.
 * @throws FleetError `DeploymentFailed` names those that are not as they should be, with their reasons
 */
export function reportEnclaves(
  context: Context,
  { environment }: EnvironmentBackend,
  operation: "up" | "destroy",
  requests: readonly EnclaveRequest[],
  started: Date,
): EnclavesReport {
  const changes: Record<string, number> = {};
  for (const { status } of requests) {
    changes[status] = (changes[status] ?? 0) + 1;
  }
  const durationSeconds = (context.clock.now().getTime() - started.getTime()) / 1000;
  const counts = Object.entries(changes).map(([status, count]) => `${count} ${status}`);
  context.output.line(
    `enclaves ${environment}: ${operation}: ${counts.length === 0 ? "nothing to do" : counts.join(", ")} in ${formatDuration(durationSeconds * 1000)}`,
  );
  const failed = requests.filter(({ status, desiredState }) => status !== desiredState);
  if (failed.length > 0) {
    throw new FleetError(
      "DeploymentFailed",
      `${failed.length} of ${requests.length} enclaves of ${environment} are not as they are wanted: correct what their reasons name and run this again`,
      failed.map(
        ({ id, status, reason }) => `${id} is ${status}: ${reason?.message ?? "no reason was recorded"}`,
      ),
    );
  }
  return {
    project: "enclave",
    environment,
    operation,
    changes,
    outputs: {},
    durationSeconds,
    requests: requests.map(({ id, status, generation }) => ({ id, status, generation })),
  };
}
