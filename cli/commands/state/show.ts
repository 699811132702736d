import { parseCheckpoint } from "../../../backend/checkpoints/checkpoint";
import { findVersion } from "../../../backend/checkpoints/find-version";
import { readVersion } from "../../../backend/checkpoints/versions";
import type { Context } from "../../context";
import { checkedBackend } from "../../engine/environment-backend";
import { stateBucketOf } from "../../engine/state-bucket";
import { columns } from "../../output/columns";
import type { NamedStack } from "../stack-argument";

/** A resource as `fleet state show` lists it: what it is, not its values, which may be secret. */
interface ShownResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly id?: string;
  readonly protect: boolean;
  /** Whether it waits to be deleted, after it was replaced. */
  readonly deleting: boolean;
}

/**
 * Lists the resources of one version.
 * @throws FleetError `CheckpointInvalid`
 */
export async function show(
  context: Context,
  { id, environment }: NamedStack,
  reference: string,
): Promise<void> {
  const backend = await checkedBackend(context, environment);
  const bucket = stateBucketOf(context, backend);
  const version = await findVersion(bucket, id, reference);
  const checkpoint = parseCheckpoint((await readVersion(bucket, version)).body);
  const resources = checkpoint.resources.map(
    ({ urn, type, id: physicalId, protect = false, delete: deleting = false }): ShownResource => ({
      urn,
      type,
      name: urn.slice(urn.lastIndexOf("::") + 2),
      id: physicalId,
      protect,
      deleting,
    }),
  );
  const pending = checkpoint.pendingOperations.map(({ type, resource }) => ({ type, urn: resource?.urn }));
  const savedAt = version.savedAt.toISOString();
  const document = { version: version.id, savedAt, engine: checkpoint.manifest.version, resources, pending };
  const { output } = context;
  output.result(document, () => {
    output.line(
      `${id.project} ${id.stack}, version ${version.id} of ${savedAt}, by engine ${document.engine ?? "unknown"}`,
    );
    const rows = resources.map(({ type, name, id: physicalId = "", protect, deleting }) => [
      type,
      name,
      physicalId,
      [protect ? "protected" : "", deleting ? "to be deleted" : ""].filter(Boolean).join(", "),
    ]);
    for (const line of columns([["TYPE", "NAME", "ID", ""], ...rows])) {
      output.line(`  ${line}`);
    }
    for (const { type, urn } of pending) {
      output.line(`  pending: ${type} ${urn}`);
    }
    output.line(`  ${resources.length} resources`);
  });
}
