import { createHash } from "node:crypto";
import type { FileOrigin, ResourceRecord, WorkspaceRecord } from "../../contracts/registry/records";
import { jsonObject } from "../json-object";
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
  const value = jsonObject<FileWorkspace>(body);
  const whole =
    value?.format === FORMAT &&
    typeof value.workspace?.files?.digest === "string" &&
    Array.isArray(value.resources);
  return whole ? (value as FileWorkspace) : undefined;
}
