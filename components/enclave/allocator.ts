import { FleetError } from "../../contracts/errors";

/** What the Nitro allocator takes from the host at boot, and what the enclave is started with. */
export interface Allocation {
  readonly cpuCount: number;
  /** In MiB; a whole number of huge pages. */
  readonly memoryMib: number;
}

/** The smaller of the two huge page sizes that the allocator uses (2 MiB and 1 GiB). */
const HUGE_PAGE_MIB = 2;

/** nitro-cli refuses to start an enclave with less. */
const SMALLEST_MEMORY_MIB = 64;

/**
 * The enclave's share of its host. Memory is rounded up to whole huge pages: the allocator would round down, and
 * an enclave that asks for more than was set aside does not start.
 *
 * @throws FleetError `InvalidConfiguration`
 */
export function allocation(of: { readonly vcpus: number; readonly memoryMib: number }): Allocation {
  if (!Number.isSafeInteger(of.vcpus) || of.vcpus < 1) {
    throw new FleetError(
      "InvalidConfiguration",
      `vcpus ${of.vcpus} is not allowed: use a whole number from 1`,
    );
  }
  if (!Number.isSafeInteger(of.memoryMib) || of.memoryMib < SMALLEST_MEMORY_MIB) {
    throw new FleetError(
      "InvalidConfiguration",
      `memoryMib ${of.memoryMib} is not allowed: use a whole number from ${SMALLEST_MEMORY_MIB}`,
    );
  }
  return { cpuCount: of.vcpus, memoryMib: Math.ceil(of.memoryMib / HUGE_PAGE_MIB) * HUGE_PAGE_MIB };
}
