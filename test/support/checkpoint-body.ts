import { createCipheriv, createHash, randomBytes } from "node:crypto";

/** URN of a resource of stack `dev` of project `base`. */
export const urnOf = (type: string, name: string) => `urn:pulumi:dev::base::${type}::${name}`;

export const STACK_RESOURCE = {
  urn: urnOf("pulumi:pulumi:Stack", "base-dev"),
  type: "pulumi:pulumi:Stack",
  custom: false,
};

/** A bucket of S3 as the engine saves it. */
export function bucketResource(name: string, more: Readonly<Record<string, unknown>> = {}) {
  const type = "aws:s3/bucket:Bucket";
  return {
    urn: urnOf(type, name),
    type,
    custom: true,
    id: name,
    parent: STACK_RESOURCE.urn,
    inputs: { bucket: name, tags: { Name: name } },
    ...more,
  };
}

/** What a checkpoint object holds, as the engine writes it. */
export function checkpointBody(
  resources: readonly unknown[] = [STACK_RESOURCE, bucketResource("one")],
  more: Readonly<Record<string, unknown>> = {},
): string {
  const version = "v3.256.0";
  const magic = createHash("sha256").update(version).digest("hex");
  const manifest = { time: "2026-01-31T12:00:00Z", magic, version };
  return JSON.stringify({
    version: 3,
    checkpoint: { stack: "organization/base/dev", latest: { manifest, resources, ...more } },
  });
}

/** A data key, and the part of a checkpoint that says which it is; KMS is left out: it is "encrypted" as it is. */
export function dataKey() {
  const key = randomBytes(32);
  const state = { url: "awskms://alias/state", encryptedkey: key.toString("base64") };
  return { key, secrets_providers: { type: "cloud", state } };
}

/** A secret as the engine saves it. */
export function secretValue(plain: string, key: Uint8Array) {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  const sealed = Buffer.concat([cipher.update(JSON.stringify(plain)), cipher.final(), cipher.getAuthTag()]);
  return {
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    ciphertext: `v1:${nonce.toString("base64")}:${sealed.toString("base64")}`,
  };
}
