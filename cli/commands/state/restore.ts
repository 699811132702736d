import { type CheckpointFile, parseCheckpointFile } from "../../../backend/checkpoints/checkpoint";
import { diffCheckpoints } from "../../../backend/checkpoints/diff-checkpoints";
import { restoreCheckpoint } from "../../../backend/checkpoints/restore-checkpoint";
import type { SecretReader } from "../../../backend/checkpoints/verify-secrets";
import { type CheckpointVersion, currentVersion } from "../../../backend/checkpoints/versions";
import { releaseLock, takeLock } from "../../../backend/locks/locks";
import type { StoredObject } from "../../../backend/state-bucket";
import type { Context } from "../../context";
import { checkedBackend, type EnvironmentBackend, showBackend } from "../../engine/environment-backend";
import { withLease } from "../../engine/leased";
import { secretReaderOf, stateBucketOf } from "../../engine/state-bucket";
import { type NamedStack, stackFlag } from "../stack-argument";
import { driftAfter } from "./drift-after";
import { DELETED, isSame, planRestore, type RestorePlan, refuseUnlessStill } from "./restore-plan";
import { type DifferenceCounts, describeCounts, showDifferences } from "./show-difference";

export interface RestoreOptions {
  /** Without it, only what would change is shown. */
  readonly yes?: boolean;
  /** The version that must still be current, as the dry run named it. */
  readonly replaces?: string;
  /** How long others may be waited for. @default 0 */
  readonly waitSeconds?: number;
}

type Difference = Awaited<ReturnType<typeof showDifferences>>;

/**
 * Makes an old version the current one again, after a look at what that changes.
 * @throws FleetError `CheckpointInvalid` for a damaged version, `OperationRefused` when another one is current than
 * was shown, `StackLocked`
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
  const done = await restoreLocked(context, backend, stack, { plan, found }, options);
  context.output.line(`${id.project} ${id.stack} is restored as version ${done.restored.id}`);
  context.output.line(`what it replaces stays: version ${done.replaces}`);
  const drift = await driftAfter(context, backend, id);
  const { replaces, differences, counts } = done;
  context.output.result(
    { ...report, restored: true, current: done.restored.id, replaces, differences, counts, drift },
    () => undefined,
  );
}

/** What a restoration came to. */
interface Restored extends Difference {
  readonly restored: CheckpointVersion;
  readonly replaces: string;
  /** For the operations log. */
  readonly changes: DifferenceCounts;
}

/**
 * Nobody else runs on the stack meanwhile: neither of ours, nor a plain `pulumi up`. Who was waited for may have made
 * another version current: then what that changes is shown again.
 */
function restoreLocked(
  context: Context,
  backend: EnvironmentBackend,
  stack: NamedStack,
  shown: { readonly plan: RestorePlan; readonly found: Difference },
  { replaces, waitSeconds }: RestoreOptions,
): Promise<Restored> {
  const { id } = stack;
  const bucket = stateBucketOf(context, backend);
  const secrets = secretReaderOf(context, backend);
  const current = async () => {
    if ((await currentVersion(bucket, id))?.id === shown.plan.replaced?.versionId) {
      return shown;
    }
    const plan = await planRestore(bucket, stack, shown.plan.target.id, secrets);
    refuseUnlessStill(stack, plan, replaces);
    context.output.line(`${id.project} ${id.stack}: another version has become current meanwhile`);
    return { plan, found: await showChange(context, stack, plan, secrets) };
  };
  const operation = `state restore of ${shown.plan.target.id}`;
  return withLease(context, backend, id, operation, { waitSeconds }, ({ signal }) =>
    // Ctrl-C does not leave a lock behind: what is written takes a moment.
    context.interruption.graceful(async () => {
      const lock = await takeLock(bucket, id);
      try {
        const { plan, found } = await current();
        signal.throwIfAborted();
        const restored = await restoreCheckpoint(bucket, id, plan.body, plan.replaced);
        return {
          restored,
          replaces: plan.replaced?.versionId ?? DELETED,
          changes: found.counts,
          ...found,
        };
      } finally {
        await releaseLock(bucket, lock);
      }
    }),
  );
}

async function showChange(
  context: Context,
  { id }: NamedStack,
  plan: RestorePlan,
  secrets: SecretReader,
): Promise<Difference> {
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

function commandOf({ id, environment }: NamedStack, { target, replaced }: RestorePlan): string {
  const stack = stackFlag({ id, environment });
  return `fleet state restore ${id.project} ${environment} ${target.id}${stack} --replaces ${replaced?.versionId ?? DELETED} --yes`;
}
