import { type Item, plainItem } from "./attribute-value";
import type { EnclaveRequest, Lease } from "./enclave-request";
import { FleetError } from "./errors";
import { boundedFindings, shown } from "./findings";
import { assertRequestId } from "./names";
import { STATUSES, type Status } from "./status";

/** What the pipeline needs to know of a row to move it on; says nothing about the spec. */
export type RequestProgress = Pick<
  EnclaveRequest,
  "id" | "generation" | "status" | "statusGeneration" | "fence" | "lease" | "execution"
>;

function isWhole(value: unknown, from: number): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= from;
}

function isLease(value: unknown): value is Lease {
  if (typeof value !== "object" || value === null) {
    return false;
  }
  const { holder, fence } = value as { readonly holder?: unknown; readonly fence?: unknown };
  return typeof holder === "string" && isWhole(fence, 1);
}

/**
 * Reads the pipeline's fields of a row, whatever its spec is: a request with a bad spec can still be deleted.
 * @throws FleetError `RequestRejected` with every wrong field in its details, `InvalidName` for its id
 */
export function parseProgress(item: Item): RequestProgress {
  const { value } = plainItem(item);
  const findings: string[] = [];
  const field = <T>(
    name: keyof RequestProgress,
    is: (candidate: unknown) => candidate is T,
    rule: string,
  ) => {
    const candidate = Object.hasOwn(value, name) ? value[name] : undefined;
    if (is(candidate)) {
      return candidate;
    }
    findings.push(`${name} is ${shown(candidate)}; use ${rule}`);
    return undefined;
  };
  const isString = (candidate: unknown) => typeof candidate === "string";
  const optional =
    <T>(is: (candidate: unknown) => candidate is T) =>
    (candidate: unknown): candidate is T | undefined =>
      candidate === undefined || is(candidate);

  const id = field("id", isString, "a string");
  const generation = field("generation", (n) => isWhole(n, 1), "a whole number from 1");
  const status = field(
    "status",
    (candidate): candidate is Status => STATUSES.some((known) => known === candidate),
    `one of ${STATUSES.join(", ")}`,
  );
  const statusGeneration = field("statusGeneration", (n) => isWhole(n, 0), "a whole number from 0");
  const fence = field("fence", (n) => isWhole(n, 0), "a whole number from 0");
  const lease = field("lease", optional(isLease), "an object with holder and fence, or leave it out");
  const execution = field("execution", optional(isString), "a string, or leave it out");

  if (
    id === undefined ||
    generation === undefined ||
    status === undefined ||
    statusGeneration === undefined ||
    fence === undefined ||
    findings.length > 0
  ) {
    throw new FleetError(
      "RequestRejected",
      "the request's row was changed by hand: correct it and ask again",
      boundedFindings(findings),
    );
  }
  assertRequestId(id);
  return {
    id,
    generation,
    status,
    statusGeneration,
    fence,
    ...(lease && { lease }),
    ...(execution && { execution }),
  };
}
