import type { EnclaveRequest } from "../../../../contracts/enclave-request";

/** A request as it is just after it was made, but for what is given. */
export function enclaveRequest(given: Partial<EnclaveRequest> = {}): EnclaveRequest {
  return {
    id: "signer",
    owner: "payments",
    generation: 1,
    desiredState: "DEPLOYED",
    spec: {
      image: `111122223333.dkr.ecr.eu-west-1.amazonaws.com/signer@sha256:${"a".repeat(64)}`,
      vcpus: 2,
      memoryMib: 1024,
      ports: [8443],
      lifetimeHours: 24,
    },
    status: "PENDING",
    statusGeneration: 1,
    fence: 0,
    createdAt: "2026-01-31T12:00:00.000Z",
    updatedAt: "2026-01-31T12:00:00.000Z",
    ...given,
  };
}
