import { createHash } from "node:crypto";
import type { DeploymentRecord } from "../../contracts/registry/records";
import { decompressed } from "../checkpoints/checkpoint";
import { historyPrefix, type StackId } from "../layout";
import { canonicalJson, type OperationEntry } from "../operations/operation-entry";
import { listObjects, readObject, type StateBucket } from "../state-bucket";
import { loggedRun } from "./logged-run";
import { readDeployedState } from "./read-deployed-state";

/** What Pulumi writes about an update when it has ended. */
interface UpdateHistory {
  readonly kind?: string;
  /** Seconds since 1970. */
  readonly startTime?: number;
  readonly endTime?: number;
  readonly environment?: Readonly<Record<string, string>>;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly result?: string;
  readonly resourceChanges?: Readonly<Record<string, number>>;
}

/** A deployment, and what it says about its workspace. */
export interface FoundDeployment {
  readonly record: DeploymentRecord;
  readonly configHash?: string;
}

/** `<stack>-<nanoseconds since 1970>.history.json`, compressed or not. */
const ENTRY = /-([0-9]{19})\.history\.json(?:\.gz|\.zst)?$/;

/** Keys of the stack's history entries, oldest first. */
export async function historyKeys(bucket: StateBucket, stack: StackId): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const { key } of listObjects(bucket, historyPrefix(stack))) {
    if (ENTRY.test(key)) {
      keys.push(key);
    }
  }
  return keys;
}

/** Id of the deployment that the entry is about: when it ended, in nanoseconds. */
export function deploymentIdOf(historyKey: string): string {
  return ENTRY.exec(historyKey)?.[1] ?? "";
}

/** When the deployment of that id ended. */
export function endOf(deploymentId: string): Date {
  return new Date(Number(deploymentId.slice(0, 13)));
}

/**
 * @param entries of the operations log that were written since the deployment
 * @param region whose prices count; without it, nobody is told what the deployment left to be paid for
 * @returns undefined when the entry is gone, or is not what Pulumi writes
 */
export async function readDeployment(
  bucket: StateBucket,
  workspaceId: string,
  key: string,
  entries: readonly OperationEntry[],
  region?: string,
): Promise<FoundDeployment | undefined> {
  const object = await readObject(bucket, key);
  const history = object && parse(object.body);
  if (typeof history?.startTime !== "number" || typeof history.endTime !== "number") {
    return undefined;
  }
  const { environment = {}, config, resourceChanges: changes } = history;
  const started = new Date(history.startTime * 1000);
  const ended = new Date(history.endTime * 1000);
  const logged = loggedRun(entries, started, ended);
  return {
    record: {
      workspaceId,
      id: deploymentIdOf(key),
      kind: kindOf(history),
      status: history.result === "succeeded" ? "succeeded" : "failed",
      started: started.toISOString(),
      ended: ended.toISOString(),
      by: logged?.by,
      commit: logged?.commit ?? environment["git.head"],
      changes,
      ...(await readDeployedState(bucket, key, region)),
      error: logged?.error,
    },
    configHash: config && createHash("sha256").update(canonicalJson(config)).digest("hex"),
  };
}

function parse(body: Uint8Array): UpdateHistory | undefined {
  try {
    return JSON.parse(Buffer.from(decompressed(body)).toString("utf8"));
  } catch {
    return undefined;
  }
}

function kindOf({ kind, resourceChanges = {} }: UpdateHistory): DeploymentRecord["kind"] {
  switch (kind) {
    case "update": {
      const changed = Object.keys(resourceChanges);
      return changed.length > 0 && changed.every((change) => change === "create") ? "create" : "update";
    }
    case "refresh":
    case "destroy":
      return kind;
    case "import":
    case "resource-import":
      return "import";
    default:
      return "other";
  }
}
