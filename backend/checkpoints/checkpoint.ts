import { gunzipSync } from "node:zlib";
import { decompress } from "fzstd";
import { FleetError } from "../../contracts/errors";

/** A resource as a checkpoint holds it. Secrets are encrypted objects marked by Pulumi's signature key. */
export interface CheckpointResource {
  readonly urn: string;
  readonly type: string;
  readonly custom?: boolean;
  readonly id?: string;
  readonly parent?: string;
  readonly provider?: string;
  readonly protect?: boolean;
  readonly external?: boolean;
  /** Set while the old half of a replacement waits for its deletion. */
  readonly delete?: boolean;
  readonly dependencies?: readonly string[];
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly created?: string;
  readonly modified?: string;
}

/** An operation that an engine had begun when it last saved. */
export interface PendingOperation {
  /** `creating`, `updating`, `deleting`, `reading` or `importing`. */
  readonly type: string;
  readonly resource: CheckpointResource;
}

/** A stack's state as Pulumi keeps it. */
export interface Checkpoint {
  /** Version of the format. */
  readonly version: number;
  readonly resources: readonly CheckpointResource[];
  readonly pendingOperations: readonly PendingOperation[];
  readonly manifest: Manifest;
  readonly secretsProvider?: string;
}

/** What the engine says of itself where it saves. */
export interface Manifest {
  readonly time?: string;
  readonly version?: string;
  /** SHA-256 of `version`, hexadecimal. */
  readonly magic?: string;
}

/** The deployment as it is in the file: what `pulumi stack import` takes, too. */
export interface CheckpointFile {
  readonly version: number;
  readonly latest: LatestDeployment;
}

export interface LatestDeployment {
  readonly manifest?: Manifest;
  readonly secrets_providers?: { readonly type?: string; readonly state?: Readonly<Record<string, unknown>> };
  readonly resources?: readonly CheckpointResource[];
  readonly pending_operations?: readonly PendingOperation[];
}

const GZIP = [0x1f, 0x8b];
const ZSTANDARD = [0x28, 0xb5, 0x2f, 0xfd];

/** The format that Pulumi 3 writes. */
const VERSION = 3;

/**
 * What compressed or plain checkpoint bytes hold. The content says how it is compressed, the object's name does not:
 * that they disagree is a fault of its own, which `fleet state verify` names.
 * @throws FleetError `CheckpointInvalid` that says what is wrong
 */
export function parseCheckpoint(body: Uint8Array): Checkpoint {
  const { version, latest } = parseCheckpointFile(body);
  return {
    version,
    resources: latest.resources ?? [],
    pendingOperations: latest.pending_operations ?? [],
    manifest: latest.manifest ?? {},
    secretsProvider: latest.secrets_providers?.type,
  };
}

/**
 * As {@link parseCheckpoint}, with all that Pulumi wrote.
 * @throws FleetError `CheckpointInvalid` that says what is wrong
 */
export function parseCheckpointFile(body: Uint8Array): CheckpointFile {
  const text = Buffer.from(decompressed(body)).toString("utf8");
  if (text.trim() === "") {
    throw invalid("it is empty");
  }
  let file: {
    readonly version?: number;
    readonly checkpoint?: { readonly latest?: LatestDeployment | null };
  };
  try {
    file = JSON.parse(text);
  } catch (error) {
    throw invalid(`it is no JSON, as after a write that was cut off: ${(error as Error).message}`, error);
  }
  if (file === null || typeof file !== "object" || typeof file.version !== "number" || !file.checkpoint) {
    throw invalid("it has no `version` and `checkpoint`, so Pulumi did not write it");
  }
  if (file.version === 0 && !file.checkpoint.latest) {
    // What `pulumi stack init` writes: there is no deployment yet that could have a version.
    return { version: VERSION, latest: {} };
  }
  if (file.version !== VERSION) {
    throw invalid(`it has version ${file.version} of the format; only ${VERSION} is known`);
  }
  return { version: file.version, latest: file.checkpoint.latest ?? {} };
}

/** How `body` is compressed, by its first bytes. */
export function compressionOf(body: Uint8Array): "none" | "gzip" | "zstd" {
  const startsWith = (magic: readonly number[]) => magic.every((byte, index) => body[index] === byte);
  return startsWith(GZIP) ? "gzip" : startsWith(ZSTANDARD) ? "zstd" : "none";
}

/**
 * `body` as it was before it was compressed.
 * @throws FleetError `CheckpointInvalid`
 */
export function decompressed(body: Uint8Array): Uint8Array {
  const compression = compressionOf(body);
  try {
    switch (compression) {
      case "gzip":
        return gunzipSync(body);
      case "zstd":
        return decompress(body);
      case "none":
        return body;
    }
  } catch (error) {
    throw invalid(`its ${compression} data is damaged or cut off: ${(error as Error).message}`, error);
  }
}

function invalid(what: string, cause?: unknown): FleetError {
  return new FleetError("CheckpointInvalid", `the checkpoint cannot be used: ${what}`, [], { cause });
}
