import { shown } from "./findings";
import { RESERVED_TAG_KEYS } from "./tags";

/** AWS allows 50 tags a resource: twenty are the environment's, and ten are left for ours. */
export const MAX_TAGS = 20;

/** What IAM, the strictest of the services that get these tags, accepts; keys in ASCII against look-alikes. */
const TAG_KEY = /^[A-Za-z0-9 _.:/=+\-@]{1,128}$/;
const TAG_VALUE = /^[\p{L}\p{N} _.:/=+\-@]{0,256}$/u;

/** Names that mean something to JavaScript's objects. */
const INERT_KEYS: readonly string[] = ["__proto__", "constructor", "prototype"];
const RESERVED = new Set(RESERVED_TAG_KEYS.map((key) => key.toLowerCase()));

function keyFinding(key: string): string | undefined {
  const field = `spec.tags key ${shown(key)}`;
  if (!TAG_KEY.test(key)) {
    return `${field} is not allowed; use 1 to 128 of a-z, A-Z, 0-9, space and _ . : / = + - @`;
  }
  if (key.toLowerCase().startsWith("aws:")) {
    return `${field} is not allowed; the prefix aws: belongs to AWS`;
  }
  if (RESERVED.has(key.toLowerCase())) {
    return `${field} is not allowed; the fleet sets ${RESERVED_TAG_KEYS.join(", ")} itself`;
  }
  if (INERT_KEYS.includes(key)) {
    return `${field} is not allowed; use another name`;
  }
  return undefined;
}

function valueFinding(key: string, value: unknown): string | undefined {
  if (typeof value === "string" && TAG_VALUE.test(value) && value.normalize("NFC") === value) {
    return undefined;
  }
  return `spec.tags[${shown(key)}] is ${shown(value)}; use at most 256 letters, digits, spaces and _ . : / = + - @, in Unicode normal form C`;
}

/** Every reason why AWS, or the fleet, would refuse these tags; one line each. */
export function tagFindings(tags: Readonly<Record<string, unknown>>): string[] {
  const entries = Object.entries(tags);
  const findings = entries.flatMap(([key, value]) => [keyFinding(key), valueFinding(key, value)]);
  if (entries.length > MAX_TAGS) {
    findings.push(`spec.tags has ${entries.length} tags; use at most ${MAX_TAGS}`);
  }
  // IAM compares keys without case, so these two would collide on a role
  const seen = new Map<string, string>();
  for (const [key] of entries) {
    const other = seen.get(key.toLowerCase());
    if (other !== undefined) {
      findings.push(`spec.tags keys ${shown(other)} and ${shown(key)} differ only in case; use one of them`);
    }
    seen.set(key.toLowerCase(), key);
  }
  return findings.filter((finding) => finding !== undefined);
}
