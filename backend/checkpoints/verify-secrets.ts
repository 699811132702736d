import type { CheckpointFile } from "./checkpoint";
import type { CheckpointFinding } from "./checkpoint-finding";
import { decryptSecret, secretsIn } from "./checkpoint-secrets";

/** Gives the data key that a checkpoint's secrets are encrypted with. */
export interface SecretReader {
  /**
   * @param encryptedKey as the checkpoint holds it
   * @throws Error when the state key is gone, disabled, or not to be used with these credentials
   */
  dataKey(encryptedKey: Uint8Array): Promise<Uint8Array>;
}

/** Checks that the state key opens the checkpoint's data key, and that one each of its secrets. */
export async function verifySecrets(
  file: CheckpointFile,
  reader: SecretReader,
): Promise<readonly CheckpointFinding[]> {
  const { resources = [], pending_operations: pending = [] } = file.latest;
  const holders = [...resources, ...pending.map(({ resource }) => resource)];
  const encryptedKey = encryptedKeyOf(file);
  if (encryptedKey === undefined) {
    return holders.some((holder) => !secretsIn(holder).next().done)
      ? [
          finding(
            "its secrets are not encrypted with a key of KMS, so it cannot be seen whether they can be read",
          ),
        ]
      : [];
  }
  let dataKey: Uint8Array;
  try {
    dataKey = await reader.dataKey(encryptedKey);
  } catch (error) {
    return [finding(`its secrets cannot be read: ${(error as Error).message}`)];
  }
  const findings: CheckpointFinding[] = [];
  for (const holder of holders) {
    for (const [path, ciphertext] of secretsIn(holder)) {
      try {
        decryptSecret(ciphertext, dataKey);
      } catch {
        findings.push(
          finding(`secret ${path} of ${holder.urn} cannot be read with the checkpoint's own data key`),
        );
      }
    }
  }
  return findings;
}

/** The data key as KMS encrypted it; undefined for a checkpoint whose secrets another provider encrypts. */
export function encryptedKeyOf(file: CheckpointFile): Uint8Array | undefined {
  const { type, state } = file.latest.secrets_providers ?? {};
  const key = state?.encryptedkey;
  return type === "cloud" && typeof key === "string" ? Buffer.from(key, "base64") : undefined;
}

function finding(message: string): CheckpointFinding {
  return { rule: "secrets", damage: true, message };
}
