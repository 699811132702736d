import type { Quota } from "./quota";

/** An account's concurrency in a region, unless it was raised, less what AWS keeps unreserved. */
const RESERVABLE = 1000 - 100;
/** Bytes of a function's environment variables together. */
const VARIABLES = 4096;

export const functionLimits: Quota = (resources) => {
  const functions = resources.filter(({ type }) => type === "aws:lambda/function:Function");
  const reserved = functions.reduce(
    (sum, { inputs }) => sum + Math.max(inputs.reservedConcurrentExecutions ?? 0, 0),
    0,
  );
  const findings =
    reserved > RESERVABLE
      ? [`functions reserve a concurrency of ${reserved} together: AWS allows ${RESERVABLE} in a new account`]
      : [];
  for (const { name, inputs } of functions) {
    const variables: Readonly<Record<string, unknown>> = inputs.environment?.variables ?? {};
    const size = Object.entries(variables).reduce((sum, pair) => sum + Buffer.byteLength(pair.join("")), 0);
    if (size > VARIABLES) {
      findings.push(`function ${name} has ${size} bytes of environment variables: AWS allows ${VARIABLES}`);
    }
  }
  return findings;
};
