import type { EnclaveRequest } from "../../../../contracts/enclave-request";
import type { Context } from "../../../context";

/** Says which requests `up` leaves as they are, and who can change that. */
export function tellRejected(context: Context, rejected: readonly EnclaveRequest[]): void {
  for (const { id, owner } of rejected) {
    context.output.line(`  ${id}: is REJECTED and stays so until ${owner} changes the request`);
  }
}
