import { createHmac, randomBytes } from "node:crypto";
import { ciphertextOf, decryptSecret } from "./checkpoint-secrets";

/** What is shown in a secret's place. */
export const SECRET = "[secret]";

/** Stands for a secret among values that are compared; no value of a program begins like this. */
const MARK = "\u0000secret ";

/** Before the name of an element that has one: a statement of a policy keeps it wherever it moves. */
const ELEMENT = "\u0000element ";

/** Digests of secrets mean nothing outside this process. */
const DIGEST_KEY = randomBytes(32);

/**
 * `value` as it can be compared with another one: secrets are digests, so that the same secret is the same however it
 * was encrypted, and JSON in a string is what it holds, so that a policy's difference is found inside it.
 *
 * @param dataKey opens the secrets; without it, equal ciphertexts are equal secrets and others may be
 * @param secretNames attributes that are secret although they are not encrypted
 */
export function comparable(
  value: unknown,
  dataKey: Uint8Array | undefined,
  secretNames: readonly string[] = [],
): unknown {
  const ciphertext = ciphertextOf(value);
  if (ciphertext !== undefined) {
    return secretMark(plainOr(ciphertext, dataKey));
  }
  if (Array.isArray(value)) {
    return byName(value.map((element) => comparable(element, dataKey)));
  }
  if (value !== null && typeof value === "object") {
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [
        name,
        secretNames.includes(name) && ciphertextOf(member) === undefined
          ? secretMark(JSON.stringify(member))
          : comparable(member, dataKey),
      ]),
    );
  }
  return typeof value === "string" ? parsedJson(value, dataKey) : value;
}

/** `value` as {@link comparable} made it, for people: without the digests. */
export function shown(value: unknown): unknown {
  if (typeof value === "string") {
    return value.startsWith(MARK) ? SECRET : value;
  }
  if (Array.isArray(value)) {
    return value.map(shown);
  }
  if (value === null || typeof value !== "object") {
    return value;
  }
  const members = Object.entries(value);
  return members.some(([name]) => name.startsWith(ELEMENT))
    ? members.map(([, element]) => shown(element))
    : Object.fromEntries(members.map(([name, member]) => [name, shown(member)]));
}

/** `tags.Name`, `rules[0].port`, `policy.Statement["ReadState"].Action` */
export function shownPath(path: ReadonlyArray<string | number>): string {
  return path
    .map((part, index) => {
      if (typeof part === "number") {
        return `[${part}]`;
      }
      if (part.startsWith(ELEMENT)) {
        return `[${JSON.stringify(part.slice(ELEMENT.length))}]`;
      }
      return index === 0 ? part : `.${part}`;
    })
    .join("");
}

function plainOr(ciphertext: string, dataKey: Uint8Array | undefined): string {
  try {
    return dataKey ? decryptSecret(ciphertext, dataKey) : ciphertext;
  } catch {
    return ciphertext;
  }
}

function secretMark(plain: string): string {
  return MARK + createHmac("sha256", DIGEST_KEY).update(plain).digest("hex");
}

/** What a JSON document in a string holds; other strings stay as they are. */
function parsedJson(text: string, dataKey: Uint8Array | undefined): unknown {
  if (!/^\s*[[{]/.test(text)) {
    return text;
  }
  try {
    return comparable(JSON.parse(text), dataKey);
  } catch {
    return text;
  }
}

/** The elements of a policy's `Statement` under their `Sid`s, when each has one of its own. */
function byName(elements: readonly unknown[]): unknown {
  const names = elements.map((element) => (element as { readonly Sid?: unknown } | null)?.Sid);
  const named =
    names.length > 0 &&
    names.every((name) => typeof name === "string") &&
    new Set(names).size === names.length;
  return named
    ? Object.fromEntries(elements.map((element, index) => [`${ELEMENT}${names[index]}`, element]))
    : elements;
}
