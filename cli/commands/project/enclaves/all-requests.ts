import type { EnclaveRequest } from "../../../../contracts/enclave-request";
import type { RequestStore } from "../../enclave/request-store";

/** Every request, in the order of their ids. */
export async function allRequests(store: RequestStore): Promise<readonly EnclaveRequest[]> {
  const requests: EnclaveRequest[] = [];
  for await (const request of store.list()) {
    requests.push(request);
  }
  return requests.sort((left, right) => left.id.localeCompare(right.id));
}
