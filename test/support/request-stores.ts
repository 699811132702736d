import type { RequestStore } from "../../cli/commands/enclave/request-store";
import type { EnclaveRequest } from "../../contracts/enclave-request";

/** A store whose rows are others at each listing; the last ones stay. */
export function changingStore(...looks: ReadonlyArray<readonly EnclaveRequest[]>): RequestStore {
  let look = 0;
  return {
    async *list() {
      yield* looks[Math.min(look++, looks.length - 1)] ?? [];
    },
  } as Partial<RequestStore> as RequestStore;
}
