import { createHash } from "node:crypto";
import type { FileOrigin, ResourceRecord, WorkspaceRecord } from "../../contracts/registry/records";
import { canonicalJson } from "../operations/operation-entry";

/** Version of {@link FileWorkspace}. */
const FORMAT = 1;

/** A workspace that moved in from files, whole: its rows can be made anew from it, without the files. */
export interface FileWorkspace {
  readonly format: typeof FORMAT;
  readonly workspace: WorkspaceRecord & { readonly files: FileOrigin };
  readonly resources: readonly ResourceRecord[];
}

/** @param truth which is believed from now on, the metadata file or the record */
export function fileWorkspace(
  record: Omit<WorkspaceRecord, "files">,
  resources: readonly ResourceRecord[],
  truth: FileOrigin["truth"],
): FileWorkspace {
  const digest = createHash("sha256").update(canonicalJson({ record, resources })).digest("hex");
  return { format: FORMAT, workspace: { ...record, files: { truth, digest } }, resources };
}

/** @returns undefined for what is no such workspace */
export function parseFileWorkspace(body: Uint8Array): FileWorkspace | undefined {
  try {
    const value = JSON.parse(Buffer.from(body).toString("utf8")) as FileWorkspace;
    const { format, workspace, resources } = value;
    const whole =
      format === FORMAT && typeof workspace?.files?.digest === "string" && Array.isArray(resources);
    return whole ? value : undefined;
  } catch {
    return undefined;
  }
}
