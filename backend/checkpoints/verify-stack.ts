import { checkpointKeys, type StackId } from "../layout";
import { readObject, type StateBucket, type StoredObject } from "../state-bucket";
import type { CheckpointFinding } from "./checkpoint-finding";
import { verifyCheckpoint } from "./verify-checkpoint";
import type { SecretReader } from "./verify-secrets";
import {
  type CheckpointVersion,
  checkpointVersions,
  currentVersion,
  neverDeployed,
  readVersion,
} from "./versions";

/** What is wrong with a stack's state. */
export interface StackVerification {
  /** Absent when the stack has no current state. */
  readonly version?: CheckpointVersion;
  readonly findings: readonly CheckpointFinding[];
}

/**
 * Checks what Pulumi would open now, the backup that lies beside it, and that there is only one.
 * @param secrets reads secrets with the state key; without it they are not tried
 * @throws FleetError `StackNotFound` when there never was one
 */
export async function verifyStack(
  bucket: StateBucket,
  stack: StackId,
  secrets?: SecretReader,
): Promise<StackVerification> {
  const version = await currentVersion(bucket, stack);
  if (!version) {
    if (!(await checkpointVersions(bucket, stack).next()).value) {
      throw neverDeployed(bucket, stack);
    }
    const message = `${stack.project} ${stack.stack} has no current state: it was deleted`;
    return { findings: [{ rule: "readable", damage: true, message }] };
  }
  const { body } = await readVersion(bucket, version);
  return {
    version,
    findings: [
      ...(await verifyCheckpoint(body, version.key, secrets)),
      ...(await verifyNeighbours(bucket, stack, version.key)),
    ],
  };
}

/** The backup under the same name, and checkpoints under other names that Pulumi should have deleted. */
async function verifyNeighbours(
  bucket: StateBucket,
  stack: StackId,
  current: string,
): Promise<readonly CheckpointFinding[]> {
  const findings: CheckpointFinding[] = [];
  for (const key of checkpointKeys(stack)) {
    if (key !== current && (await readObject(bucket, key))) {
      const message = `${key} is there beside ${current}: Pulumi opens the one that was written last, delete the other`;
      findings.push({ rule: "compression", damage: false, message });
    }
  }
  const backup = await readObject(bucket, `${current}.bak`);
  return [...findings, ...(backup ? await verifyBackup(backup) : [])];
}

/** A stack that was saved once has no backup, which is no fault. */
async function verifyBackup({ key, body }: StoredObject): Promise<readonly CheckpointFinding[]> {
  const findings = await verifyCheckpoint(body, key);
  return findings
    .filter(({ damage }) => damage)
    .map(({ message }) => ({ rule: "backup", damage: false, message: `backup ${key}: ${message}` }));
}
