import type { EnclaveRequest, EnclaveSpec } from "../../contracts/enclave-request";
import { newRequest } from "../../contracts/request-row";
import type { DeployedRequest } from "../../enclave/config";

export const REGISTRY = "111122223333.dkr.ecr.eu-west-1.amazonaws.com";

/** A spec without faults. */
export const SPEC: EnclaveSpec = {
  image: `${REGISTRY}/enclaves/signer@sha256:${"a".repeat(64)}`,
  vcpus: 2,
  memoryMib: 512,
  ports: [8443],
  lifetimeHours: 24,
};

export const NOW = new Date("2026-01-31T12:00:00.000Z");

/** A row without faults, as its requester writes it, with `change`. */
export function request(change: Partial<EnclaveRequest> = {}): EnclaveRequest {
  return { ...newRequest({ id: "signer", owner: "payments", spec: SPEC }, NOW), ...change };
}

/** What the runner gives the stack of enclave `vault`, with `change`. */
export function deployedRequest(change: Partial<DeployedRequest> = {}): DeployedRequest {
  return { id: "vault", owner: "payments", generation: 1, fence: 1, spec: SPEC, ...change };
}
