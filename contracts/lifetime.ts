import type { EnclaveRequest } from "./enclave-request";

const HOUR = 3_600_000;

/** What of a request says how long its enclave is needed. */
export interface Lifetime {
  readonly updatedAt: EnclaveRequest["updatedAt"];
  readonly spec: Pick<EnclaveRequest["spec"], "lifetimeHours">;
}

/** When an enclave is needed no more: counted from its request's last change, for who changes a spec needs it. */
export function endOfLifetime({ updatedAt, spec }: Lifetime): Date {
  return new Date(Date.parse(updatedAt) + spec.lifetimeHours * HOUR);
}
