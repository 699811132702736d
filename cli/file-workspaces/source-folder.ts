import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { FleetError } from "../../contracts/errors";

/** What a folder of file-based workspaces has of one of them; a path is absent where there is no such file. */
export interface FoundWorkspace {
  readonly id: string;
  readonly metadataPath?: string;
  readonly statePath?: string;
  /** Whether index.json names it; undefined where there is no index. */
  readonly indexed?: boolean;
}

/** Names in a folder of file-based workspaces. */
export const INDEX_FILE = "index.json";
export const METADATA_FOLDER = "metadata";
export const STATE_FILE = "terraform.tfstate";

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/**
 * The workspaces of which the folder has a state, metadata or a mention in its index, in the order of their ids.
 * Nothing is read of them yet.
 * @throws FleetError `InvalidArgument` when it is no such folder
 */
export function findWorkspaces(folder: string): readonly FoundWorkspace[] {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new FleetError(
      "InvalidArgument",
      `--source-dir is ${folder}, which is no folder: give the one that has ${METADATA_FOLDER}/ and ${INDEX_FILE}`,
    );
  }
  const indexed = readIndex(join(folder, INDEX_FILE));
  const metadata = existsSync(join(folder, METADATA_FOLDER))
    ? readdirSync(join(folder, METADATA_FOLDER))
    : [];
  const ids = new Set(
    [
      ...readdirSync(folder),
      ...metadata.filter((name) => name.endsWith(".json")).map((name) => name.slice(0, -".json".length)),
      ...(indexed ?? []),
    ].filter((name) => UUID.test(name)),
  );
  if (ids.size === 0) {
    throw new FleetError(
      "InvalidArgument",
      `${folder} has no workspaces: neither <uuid>/${STATE_FILE}, nor ${METADATA_FOLDER}/<uuid>.json, nor an ${INDEX_FILE} that names one`,
    );
  }
  return [...ids].sort().map((id) => ({
    id,
    metadataPath: ifThere(join(folder, METADATA_FOLDER, `${id}.json`)),
    statePath: ifThere(join(folder, id, STATE_FILE)),
    indexed: indexed?.has(id),
  }));
}

function ifThere(path: string): string | undefined {
  return existsSync(path) ? path : undefined;
}

/** Ids that the index names, in whichever of its forms; undefined without an index. */
function readIndex(path: string): ReadonlySet<string> | undefined {
  if (!existsSync(path)) {
    return undefined;
  }
  let index: unknown;
  try {
    index = JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new FleetError(
      "InvalidArgument",
      `${path} is not JSON: correct it, or move it away; the workspaces are found without it`,
      [],
      { cause },
    );
  }
  const listed = (index as { readonly workspaces?: unknown } | null)?.workspaces ?? index;
  const entries = Array.isArray(listed) ? listed : Object.keys(listed ?? {});
  return new Set(
    entries
      .map((entry) => (typeof entry === "string" ? entry : (entry as { readonly id?: unknown } | null)?.id))
      .filter((id) => typeof id === "string"),
  );
}
