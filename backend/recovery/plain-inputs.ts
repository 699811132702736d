import type { Inputs } from "./finder";

/** The key and value by which Pulumi marks an object as a secret. */
const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** `inputs` with the secrets that were exported in clear as the values that they are; keep them in memory. */
export function plainInputs(inputs: Inputs | undefined): Inputs {
  return Object.fromEntries(Object.entries(inputs ?? {}).map(([name, value]) => [name, plain(value)]));
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  if (SIGNATURE_KEY in value && value[SIGNATURE_KEY] === SECRET && "plaintext" in value) {
    return plain(JSON.parse(String(value.plaintext)));
  }
  return plainInputs(value as Inputs);
}
