import { readFileSync } from "node:fs";
import { isAbsolute } from "node:path";

import { specialArchiveSig, specialSigKey } from "@pulumi/pulumi/runtime/rpc";
import { strToU8, type Zippable, zipSync } from "fflate";

import type { Properties } from "./resource";

/** Earliest time a zip can hold, in local time: the same content gives the same bytes whenever it is packed. */
const MODIFIED = new Date(1980, 0, 1);
const UNIX = 3;

/** A file put into a zip beside those of the archive. */
export interface ExecutableFile {
  readonly name: string;
  readonly content: Uint8Array;
}

/**
 * Packs an AssetArchive of StringAssets, FileAssets and AssetArchives, as the engine hands it over, in memory.
 * @param executable a file that is added and may be run
 * @throws Error for any other archive or asset, and for a FileAsset with a relative path
 */
export function zipArchive(archive: Properties, executable?: ExecutableFile): Uint8Array {
  const files: Zippable = Object.fromEntries(filesOf("", archive).map(([name, content]) => [name, content]));
  if (executable) files[executable.name] = [executable.content, { os: UNIX, attrs: 0o755 << 16 }];
  return zipSync(files, { mtime: MODIFIED });
}

function filesOf(prefix: string, { assets }: Properties): [string, Uint8Array][] {
  if (!assets)
    throw new Error("code must be an AssetArchive: the stand-in packs no FileArchive or RemoteArchive");
  return Object.keys(assets)
    .sort()
    .flatMap((name) => {
      const item: Properties = assets[name];
      const path = `${prefix}${name}`;
      return item[specialSigKey] === specialArchiveSig
        ? filesOf(`${path}/`, item)
        : [[path, contentOf(path, item)] as [string, Uint8Array]];
    });
}

function contentOf(name: string, { text, path }: Properties): Uint8Array {
  if (typeof text === "string") return strToU8(text);
  if (typeof path !== "string") throw new Error(`asset ${name} must be a StringAsset or a FileAsset`);
  if (!isAbsolute(path)) {
    throw new Error(
      `asset ${name} has the relative path ${path}: give an absolute one, the stand-in runs in another folder`,
    );
  }
  return readFileSync(path);
}
