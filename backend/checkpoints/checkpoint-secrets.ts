import { createDecipheriv } from "node:crypto";

/** How Pulumi marks what is not a plain value. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** Bytes of AES-256-GCM's authentication tag, which Go appends to the ciphertext. */
const TAG_LENGTH = 16;

/** The ciphertext when `value` is a secret as a checkpoint holds it; undefined for everything else. */
export function ciphertextOf(value: unknown): string | undefined {
  if (value === null || typeof value !== "object" || !(SIGNATURE in value)) {
    return undefined;
  }
  const { [SIGNATURE]: signature, ciphertext } = value as Readonly<Record<string, unknown>>;
  return signature === SECRET ? String(ciphertext) : undefined;
}

/** The ciphertexts in `value`, however deep, each with its path. */
export function* secretsIn(
  value: unknown,
  path = "",
): Generator<readonly [path: string, ciphertext: string]> {
  const ciphertext = ciphertextOf(value);
  if (ciphertext !== undefined) {
    yield [path, ciphertext];
  } else if (value !== null && typeof value === "object") {
    for (const [name, member] of Object.entries(value)) {
      yield* secretsIn(member, path === "" ? name : `${path}.${name}`);
    }
  }
}

/**
 * A secret in clear: never to be shown or kept, only compared.
 * @param dataKey 32 bytes
 * @throws Error when it was not encrypted with that key, or is damaged
 */
export function decryptSecret(ciphertext: string, dataKey: Uint8Array): string {
  const [version, nonce = "", sealed = "", ...rest] = ciphertext.split(":");
  if (version !== "v1" || rest.length > 0) {
    throw new Error("its form is unknown");
  }
  const bytes = Buffer.from(sealed, "base64");
  const decipher = createDecipheriv("aes-256-gcm", dataKey, Buffer.from(nonce, "base64"), {
    authTagLength: TAG_LENGTH,
  });
  decipher.setAuthTag(bytes.subarray(bytes.length - TAG_LENGTH));
  return Buffer.concat([
    decipher.update(bytes.subarray(0, bytes.length - TAG_LENGTH)),
    decipher.final(),
  ]).toString("utf8");
}
