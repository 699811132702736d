import type { QueuePlace } from "../../../contracts/enclave-request";

/** `3 of 12 in line, expected to start about 12:05 UTC` */
export function queueText({ position, of, expectedStart }: QueuePlace): string {
  return `${position} of ${of} in line, expected to start about ${expectedStart.slice(11, 16)} UTC`;
}
