import type { SecretReader } from "../../backend/checkpoints/verify-secrets";
import type { StateBucket } from "../../backend/state-bucket";
import type { Context } from "../context";
import type { EnvironmentBackend } from "./environment-backend";

/** The environment's state bucket with the caller's credentials. */
export function stateBucketOf(context: Context, backend: EnvironmentBackend): StateBucket {
  return { s3: context.clients(backend.region).s3, name: backend.bucketName };
}

/** Opens the data keys of checkpoints with KMS, each once; they stay in memory. */
export function secretReaderOf(context: Context, { region }: EnvironmentBackend): SecretReader {
  const { DecryptCommand } = require("@aws-sdk/client-kms") as typeof import("@aws-sdk/client-kms");
  const opened = new Map<string, Promise<Uint8Array>>();
  const open = async (CiphertextBlob: Uint8Array): Promise<Uint8Array> => {
    const { Plaintext } = await context.clients(region).kms.send(new DecryptCommand({ CiphertextBlob }));
    if (!Plaintext) {
      throw new Error("KMS answered without a key");
    }
    return Plaintext;
  };
  return {
    dataKey: (encryptedKey) => {
      const name = Buffer.from(encryptedKey).toString("base64");
      const key = opened.get(name) ?? open(encryptedKey);
      opened.set(name, key);
      return key;
    },
  };
}
