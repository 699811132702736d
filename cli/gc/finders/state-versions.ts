import type { ObjectIdentifier } from "@aws-sdk/client-s3";
import { checkpointPrefix } from "../../../backend/layout";
import { listObjectVersions } from "../../../backend/object-versions";
import { FleetError } from "../../../contracts/errors";
import { environmentStack } from "../../engine/record-outcome";
import type { Garbage, GarbageFinder, Search } from "../garbage";
import { storageCost } from "../price";

/** Old versions of each checkpoint that stay however old they are: the last that could be restored. */
export const VERSIONS_KEPT = 10;

/** What S3 deletes in one request. */
const BATCH = 1000;

/**
 * Versions of checkpoints beyond the newest that are older than anybody goes back to. The bucket's lifecycle rule
 * removes them later; the operations log and the promotions are never touched.
 */
export const stateVersions: GarbageFinder = { kind: "state-version", find };

interface OldVersions {
  readonly versions: ObjectIdentifier[];
  bytes: number;
}

async function find(search: Search): Promise<readonly Garbage[]> {
  const { bucket, before, backend } = search;
  const found = new Map<string, OldVersions>();
  let [last, seen] = ["", 0];
  // The newest of each key come first.
  for await (const { key, versionId, at, size, latest, deletion } of listObjectVersions(
    bucket,
    checkpointPrefix(),
  )) {
    seen = key === last ? seen : 0;
    last = key;
    if (latest || deletion) {
      continue;
    }
    seen += 1;
    if (seen > VERSIONS_KEPT && at < before) {
      const of = found.get(key) ?? { versions: [], bytes: 0 };
      of.versions.push({ Key: key, VersionId: versionId });
      of.bytes += size;
      found.set(key, of);
    }
  }
  return [...found].map(([key, { versions, bytes }]) => ({
    kind: stateVersions.kind,
    name: key,
    why: `${versions.length} versions from before ${before.toISOString()}, beyond the newest ${VERSIONS_KEPT}`,
    ...storageCost(bytes, "stateGibMonth", backend.region),
    log: environmentStack(backend.environment),
    remove: () => remove(search, versions),
  }));
}

async function remove({ bucket }: Search, versions: readonly ObjectIdentifier[]): Promise<void> {
  const { DeleteObjectsCommand } = require("@aws-sdk/client-s3") as typeof import("@aws-sdk/client-s3");
  for (let start = 0; start < versions.length; start += BATCH) {
    const Objects = versions.slice(start, start + BATCH);
    const { Errors: [failure] = [] } = await bucket.s3.send(
      new DeleteObjectsCommand({ Bucket: bucket.name, Delete: { Objects, Quiet: true } }),
    );
    if (failure) {
      throw new FleetError(
        "DeploymentFailed",
        `S3 keeps version ${failure.VersionId}: ${failure.Message ?? failure.Code}`,
      );
    }
  }
}
