import { FleetError } from "../../contracts/errors";
import type { StackId } from "../layout";
import type { StateBucket } from "../state-bucket";
import { settledVersions } from "./settled-versions";
import { type CheckpointVersion, checkpointVersions, currentVersion, neverDeployed } from "./versions";

/** Characters of an id that have to be given at least. */
const ID_PREFIX_LENGTH = 4;

const LIST = "`fleet state versions --all` lists";

/**
 * The version that `reference` means: `current`, `previous` (what the run before the last one left), or an id of
 * which the beginning is enough.
 * @throws FleetError `StackNotFound` without any version, `InvalidArgument` when none or several are meant
 */
export async function findVersion(
  bucket: StateBucket,
  stack: StackId,
  reference: string,
): Promise<CheckpointVersion> {
  const found =
    reference === "current"
      ? await currentVersion(bucket, stack)
      : reference === "previous"
        ? await previousVersion(bucket, stack)
        : await versionById(bucket, stack, reference);
  if (!found) {
    throw await notFound(bucket, stack, reference);
  }
  if (found.deletion) {
    throw new FleetError(
      "InvalidArgument",
      `version ${found.id} of ${stack.project} ${stack.stack} is its deletion, which holds no state: use the version before it`,
    );
  }
  return found;
}

async function previousVersion(bucket: StateBucket, stack: StackId): Promise<CheckpointVersion | undefined> {
  let first = true;
  for await (const { version } of settledVersions(bucket, stack)) {
    if (!first && !version.deletion) {
      return version;
    }
    first = false;
  }
  return undefined;
}

async function versionById(
  bucket: StateBucket,
  stack: StackId,
  reference: string,
): Promise<CheckpointVersion | undefined> {
  if (reference.length < ID_PREFIX_LENGTH) {
    throw new FleetError(
      "InvalidArgument",
      `version "${reference}" is too short: use current, previous, or at least ${ID_PREFIX_LENGTH} characters of an id that ${LIST}`,
    );
  }
  const found: CheckpointVersion[] = [];
  for await (const version of checkpointVersions(bucket, stack)) {
    if (version.id === reference) {
      return version;
    }
    if (version.id.startsWith(reference)) {
      found.push(version);
    }
  }
  if (found.length > 1) {
    throw new FleetError(
      "InvalidArgument",
      `${found.length} versions of ${stack.project} ${stack.stack} begin with "${reference}": give more of the id`,
    );
  }
  return found[0];
}

async function notFound(bucket: StateBucket, stack: StackId, reference: string): Promise<FleetError> {
  const { value: any } = await checkpointVersions(bucket, stack).next();
  if (!any) {
    return neverDeployed(bucket, stack);
  }
  const name = `${stack.project} ${stack.stack}`;
  const messages: Readonly<Record<string, string>> = {
    current: `${name} has no current state, it was deleted: use an id that ${LIST}`,
    previous: `${name} has no version before its last run: use an id that ${LIST}`,
  };
  return new FleetError(
    "InvalidArgument",
    messages[reference] ?? `${name} has no version "${reference}": use an id that ${LIST}`,
  );
}
