import { createHash } from "node:crypto";
import { FleetError } from "../../contracts/errors";
import { CHECKPOINT_ENDING } from "../layout";
import {
  type CheckpointFile,
  type CheckpointResource,
  compressionOf,
  parseCheckpointFile,
} from "./checkpoint";
import type { CheckpointFinding } from "./checkpoint-finding";
import { verifyResources } from "./verify-resources";
import { type SecretReader, verifySecrets } from "./verify-secrets";

/**
 * Everything that is wrong with the bytes of a checkpoint; empty when nothing is. The rules for resources are those of
 * Pulumi's own check, which only names the first fault and runs after it has written.
 *
 * @param key name of the object that held them
 * @param secrets reads its secrets with the state key; without it they are not tried
 */
export async function verifyCheckpoint(
  body: Uint8Array,
  key: string,
  secrets?: SecretReader,
): Promise<readonly CheckpointFinding[]> {
  const findings: CheckpointFinding[] = [...verifyName(body, key)];
  let file: CheckpointFile;
  try {
    file = parseCheckpointFile(body);
  } catch (error) {
    if (!(error instanceof FleetError)) {
      throw error;
    }
    return [...findings, { rule: "readable", damage: true, message: error.message }];
  }
  const { resources = [], pending_operations: pending = [] } = file.latest;
  return [
    ...findings,
    ...verifyManifest(file),
    ...verifyResources(resources),
    ...pending.map(
      ({ type, resource }): CheckpointFinding => ({
        rule: "pending",
        damage: false,
        message: `${type} ${(resource as CheckpointResource | undefined)?.urn} was begun and not ended: run \`fleet recover\``,
      }),
    ),
    ...(secrets ? await verifySecrets(file, secrets) : []),
  ];
}

/** Pulumi opens what is named wrongly, but the next compression change then leaves two checkpoints. */
function verifyName(body: Uint8Array, key: string): readonly CheckpointFinding[] {
  const compression = compressionOf(body);
  const named = /\.json(?:\.gz|\.zst)?$/.exec(key.replace(/\.bak$/, ""))?.[0] ?? "";
  if (named === CHECKPOINT_ENDING[compression] || body.length === 0) {
    return [];
  }
  const message = `its name ends in ${named}, but its compression is ${compression}: that is ${CHECKPOINT_ENDING[compression]}`;
  return [{ rule: "compression", damage: false, message }];
}

function verifyManifest({ latest }: CheckpointFile): readonly CheckpointFinding[] {
  const { resources = [], manifest } = latest;
  if (resources.length === 0 && !manifest) {
    // a stack that was created and never deployed
    return [];
  }
  const { version = "", magic } = manifest ?? {};
  if (magic === createHash("sha256").update(version).digest("hex")) {
    return [];
  }
  const message = `the manifest's magic is not that of engine ${version || "(none)"}: somebody changed it by hand`;
  return [{ rule: "manifest", damage: true, message }];
}
