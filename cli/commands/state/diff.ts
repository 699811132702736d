import { parseCheckpointFile } from "../../../backend/checkpoints/checkpoint";
import { diffCheckpoints } from "../../../backend/checkpoints/diff-checkpoints";
import { findVersion } from "../../../backend/checkpoints/find-version";
import { readVersion } from "../../../backend/checkpoints/versions";
import type { Context } from "../../context";
import { checkedBackend } from "../../engine/environment-backend";
import { secretReaderOf, stateBucketOf } from "../../engine/state-bucket";
import type { NamedStack } from "../stack-argument";
import { describeCounts, showDifferences } from "./show-difference";

/**
 * Shows what is different in version `to`, resource by resource. Secrets are told as changed, never shown.
 * @throws FleetError `CheckpointInvalid` when one of the two cannot be read
 */
export async function diff(
  context: Context,
  { id, environment }: NamedStack,
  from: string,
  to: string,
): Promise<void> {
  const backend = await checkedBackend(context, environment);
  const bucket = stateBucketOf(context, backend);
  const { output } = context;
  const [before, after] = await Promise.all(
    [from, to].map(async (reference) => {
      const version = await findVersion(bucket, id, reference);
      const object = readVersion(bucket, version);
      // Looked at when both versions are named; until then its failure is not unhandled.
      object.catch(() => undefined);
      return { version, read: async () => parseCheckpointFile((await object).body) };
    }),
  );
  if (!before || !after) {
    throw new Error("two versions were asked for");
  }
  if (!output.json) {
    const [older, newer] = [before, after].map(
      ({ version }) => `${version.id} of ${version.savedAt.toISOString()}`,
    );
    output.line(`${id.project} ${id.stack}: from ${older} to ${newer}`);
  }
  const secrets = secretReaderOf(context, backend);
  const found = await showDifferences(
    output,
    diffCheckpoints(await before.read(), await after.read(), secrets),
  );
  output.result({ from: before.version.id, to: after.version.id, ...found }, () =>
    output.line(describeCounts(found.counts)),
  );
}
