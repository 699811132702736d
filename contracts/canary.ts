import type { EnclaveSpec } from "./enclave-request";

/** The request by which an environment's runtime tries itself. Nobody else's row may have this id. */
export const CANARY_ID = "fleet-canary";
export const CANARY_OWNER = "canary";

/** The smallest enclave that a host without an architecture of its own can hold. Its lifetime ends one that is forgotten. */
export function canarySpec(image: string): EnclaveSpec {
  return {
    image,
    vcpus: 2,
    memoryMib: 512,
    ports: [],
    lifetimeHours: 12,
    description: "asked for by the reconciler, to see whether requests get through",
  };
}
