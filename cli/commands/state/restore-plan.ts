import { compressionOf } from "../../../backend/checkpoints/checkpoint";
import { findVersion } from "../../../backend/checkpoints/find-version";
import { verifyCheckpoint } from "../../../backend/checkpoints/verify-checkpoint";
import type { SecretReader } from "../../../backend/checkpoints/verify-secrets";
import { type CheckpointVersion, currentVersion, readVersion } from "../../../backend/checkpoints/versions";
import { checkpointKey } from "../../../backend/layout";
import type { StateBucket, StoredObject } from "../../../backend/state-bucket";
import { FleetError } from "../../../contracts/errors";
import type { NamedStack } from "../stack-argument";
import { describeFinding } from "./verify";

/** What is to be done, as it was found. */
export interface RestorePlan {
  readonly target: CheckpointVersion;
  readonly body: Uint8Array;
  readonly replaced?: StoredObject;
}

/** What a stack's current version is called when it was deleted. */
export const DELETED = "deleted";

/** @throws FleetError `CheckpointInvalid` for a damaged version; `InvalidArgument` for one that is not there */
export async function planRestore(
  bucket: StateBucket,
  { id }: NamedStack,
  reference: string,
  secrets: SecretReader,
): Promise<RestorePlan> {
  const target = await findVersion(bucket, id, reference);
  const { body } = await readVersion(bucket, target);
  const damage = (await verifyCheckpoint(body, target.key, secrets)).filter((finding) => finding.damage);
  if (damage.length > 0) {
    throw new FleetError(
      "CheckpointInvalid",
      `version ${target.id} of ${id.project} ${id.stack} is not restored, because it is damaged: choose another one`,
      damage.map(describeFinding),
    );
  }
  const current = await currentVersion(bucket, id);
  return { target, body, replaced: current && (await readVersion(bucket, current)) };
}

/**
 * @param expected a version's id or its beginning, or `deleted`
 * @throws FleetError `OperationRefused` when another version is current
 */
export function refuseUnlessStill(
  { id }: NamedStack,
  { replaced }: RestorePlan,
  expected: string | undefined,
): void {
  const current = replaced?.versionId ?? DELETED;
  if (expected !== undefined && (expected === "" || !current.startsWith(expected))) {
    throw new FleetError(
      "OperationRefused",
      `${id.project} ${id.stack} was not restored: its current version is ${current} and not ${expected}, so what was shown no longer holds; look at a new dry run`,
    );
  }
}

/** Whether the same bytes are current, under the name that says their compression. */
export function isSame({ id }: NamedStack, { body, replaced }: RestorePlan): boolean {
  return (
    replaced !== undefined &&
    replaced.key === checkpointKey(id, compressionOf(body)) &&
    Buffer.from(body).equals(replaced.body)
  );
}
