import {
  type CheckpointFile,
  compressionOf,
  parseCheckpointFile,
} from "../../../backend/checkpoints/checkpoint";
import { diffCheckpoints } from "../../../backend/checkpoints/diff-checkpoints";
import { findVersion } from "../../../backend/checkpoints/find-version";
import { restoreCheckpoint } from "../../../backend/checkpoints/restore-checkpoint";
import { verifyCheckpoint } from "../../../backend/checkpoints/verify-checkpoint";
import type { SecretReader } from "../../../backend/checkpoints/verify-secrets";
import { type CheckpointVersion, currentVersion, readVersion } from "../../../backend/checkpoints/versions";
import { checkpointKey } from "../../../backend/layout";
import { releaseLock, takeLock } from "../../../backend/locks/locks";
import type { StateBucket, StoredObject } from "../../../backend/state-bucket";
import { FleetError } from "../../../contracts/errors";
import type { Context } from "../../context";
import { checkedBackend, type EnvironmentBackend, showBackend } from "../../engine/environment-backend";
import { withLease } from "../../engine/leased";
import { secretReaderOf, stateBucketOf } from "../../engine/state-bucket";
import type { NamedStack } from "../stack-argument";
import { driftAfter } from "./drift-after";
import { type DifferenceCounts, describeCounts, showDifferences } from "./show-difference";
import { describeFinding } from "./verify";

export interface RestoreOptions {
  /** Without it, only what would change is shown. */
  readonly yes?: boolean;
  /** The version that must still be current, as the dry run named it. */
  readonly replaces?: string;
}

/** What is to be done, as it was found. */
interface Plan {
  readonly target: CheckpointVersion;
  readonly body: Uint8Array;
  readonly replaced?: StoredObject;
}

/** What a stack's current version is called when it was deleted. */
const DELETED = "deleted";

/**
 * Makes an old version the current one again, after a look at what that changes.
 * @throws FleetError `CheckpointInvalid` for a damaged version, `OperationRefused` when another one is current than
 * was shown, `StackLocked`, `LeaseHeld`
 */
export async function restore(
  context: Context,
  stack: NamedStack,
  reference: string,
  options: RestoreOptions,
): Promise<void> {
  const { id } = stack;
  const backend = await checkedBackend(context, stack.environment);
  const bucket = stateBucketOf(context, backend);
  const secrets = secretReaderOf(context, backend);
  showBackend(context, backend);

  const plan = await planRestore(bucket, stack, reference, secrets);
  refuseUnlessStill(stack, plan, options.replaces);
  const { target, replaced } = plan;
  const report = {
    project: id.project,
    stack: id.stack,
    version: target.id,
    replaces: replaced?.versionId ?? DELETED,
  };
  if (isSame(stack, plan)) {
    context.output.result({ ...report, restored: false, differences: [], counts: {} }, () =>
      context.output.line(`${id.project} ${id.stack} is as in version ${target.id}: nothing to do`),
    );
    return;
  }
  const found = await showChange(context, stack, plan, secrets);
  if (!options.yes) {
    context.output.result({ ...report, restored: false, ...found }, () => {
      context.output.line(`nothing was changed; to restore: ${commandOf(stack, plan)}`);
    });
    return;
  }
  // Ctrl-C does not leave a lock behind: what is written takes a moment.
  const { restored } = await context.interruption.graceful(() =>
    restoreLocked(context, backend, stack, plan, found.counts),
  );
  context.output.line(`${id.project} ${id.stack} is restored as version ${restored.id}`);
  context.output.line(`what it replaces stays: version ${report.replaces}`);
  const drift = await driftAfter(context, backend, id);
  context.output.result(
    { ...report, restored: true, current: restored.id, ...found, drift },
    () => undefined,
  );
}

/** Whether the same bytes are current, under the name that says their compression. */
function isSame({ id }: NamedStack, { body, replaced }: Plan): boolean {
  return (
    replaced !== undefined &&
    replaced.key === checkpointKey(id, compressionOf(body)) &&
    Buffer.from(body).equals(replaced.body)
  );
}

/** Nobody else runs on the stack meanwhile: neither of ours, nor a plain `pulumi up`. */
function restoreLocked(
  context: Context,
  backend: EnvironmentBackend,
  { id }: NamedStack,
  { target, body, replaced }: Plan,
  changes: DifferenceCounts,
): Promise<{ readonly restored: CheckpointVersion; readonly changes: DifferenceCounts }> {
  const bucket = stateBucketOf(context, backend);
  return withLease(context, backend, id, `state restore of ${target.id}`, {}, async ({ signal }) => {
    const lock = await takeLock(bucket, id);
    try {
      signal.throwIfAborted();
      return { restored: await restoreCheckpoint(bucket, id, body, replaced), changes };
    } finally {
      await releaseLock(bucket, lock);
    }
  });
}

async function planRestore(
  bucket: StateBucket,
  { id }: NamedStack,
  reference: string,
  secrets: SecretReader,
): Promise<Plan> {
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

/** @param expected a version's id or its beginning, or `deleted` */
function refuseUnlessStill({ id }: NamedStack, { replaced }: Plan, expected: string | undefined): void {
  const current = replaced?.versionId ?? DELETED;
  if (expected !== undefined && (expected === "" || !current.startsWith(expected))) {
    throw new FleetError(
      "OperationRefused",
      `${id.project} ${id.stack} was not restored: its current version is ${current} and not ${expected}, so what was shown no longer holds; look at a new dry run`,
    );
  }
}

async function showChange(context: Context, { id }: NamedStack, plan: Plan, secrets: SecretReader) {
  const { output } = context;
  const after = parseCheckpointFile(plan.body);
  output.line(
    `${id.project} ${id.stack}: back to version ${plan.target.id} of ${plan.target.savedAt.toISOString()}`,
  );
  const before = readableOr(plan.replaced, (why) => output.line(`  compared with no resources: ${why}`));
  const found = await showDifferences(output, diffCheckpoints(before, after, secrets));
  const { removed = 0, replaced = 0 } = found.counts;
  output.line(describeCounts(found.counts));
  if (removed + replaced > 0) {
    output.line(
      `no state will know the ${removed + replaced} removed or replaced ones any more: what of them is in AWS stays there`,
    );
  }
  return found;
}

/** What is current, or nothing when that was deleted or cannot be read: why else would somebody restore? */
function readableOr(replaced: StoredObject | undefined, say: (why: string) => void): CheckpointFile {
  const nothing: CheckpointFile = { version: 3, latest: {} };
  if (!replaced) {
    say("the stack was deleted");
    return nothing;
  }
  try {
    return parseCheckpointFile(replaced.body);
  } catch (error) {
    say((error as Error).message);
    return nothing;
  }
}

function commandOf({ id, environment }: NamedStack, { target, replaced }: Plan): string {
  const stack = id.project === "enclave" ? ` --stack ${id.stack}` : "";
  return `fleet state restore ${id.project} ${environment} ${target.id}${stack} --replaces ${replaced?.versionId ?? DELETED} --yes`;
}
