import { DeleteObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { TERRAFORM } from "../../contracts/registry/records";
import {
  DEPLOYMENT_PREFIX,
  partitionOf,
  RESOURCE_PREFIX,
  type RegistryKey,
  workspaceKeyOf,
} from "../../contracts/registry/registry-keys";
import { resourceRow, type WorkspaceRow, workspaceRow } from "../../contracts/registry/rows";
import { FILE_WORKSPACES, fileWorkspaceKey, idOfFileWorkspace } from "../layout";
import { listObjects, readObject, type StateBucket } from "../state-bucket";
import { type FileWorkspace, parseFileWorkspace } from "./file-workspace";
import type { Registry } from "./registry";

/** @returns undefined when there is none, or what is there is no such workspace */
export async function readFileWorkspace(bucket: StateBucket, id: string): Promise<FileWorkspace | undefined> {
  const object = await readObject(bucket, fileWorkspaceKey(id));
  return object && parseFileWorkspace(object.body);
}

/** Ids of the environment's workspaces from files. */
export async function* listFileWorkspaces(bucket: StateBucket): AsyncGenerator<string> {
  for await (const { key } of listObjects(bucket, FILE_WORKSPACES)) {
    const id = idOfFileWorkspace(key);
    if (id !== undefined) {
      yield id;
    }
  }
}

/** The rows of workspaces from files that the registry has, by id. */
export async function recordedFileWorkspaces({
  table,
}: Registry): Promise<ReadonlyMap<string, WorkspaceRow>> {
  const rows = new Map<string, WorkspaceRow>();
  for (const [index, value] of [["byTemplate", TERRAFORM] as const, ["byStatus", "destroyed"] as const]) {
    for await (const row of table.indexed<WorkspaceRow>(index, value)) {
      if (row.template === TERRAFORM) {
        rows.set(row.id ?? "", row);
      }
    }
  }
  return rows;
}

/**
 * Keeps the workspace and records it. The object comes first and the workspace's row last: one that has a row is
 * whole, and one that has not is begun again.
 */
export async function addFileWorkspace(registry: Registry, workspace: FileWorkspace): Promise<void> {
  const { bucket } = registry;
  await bucket.s3.send(
    new PutObjectCommand({
      Bucket: bucket.name,
      Key: fileWorkspaceKey(workspace.workspace.id),
      Body: JSON.stringify(workspace),
      ContentType: "application/json",
    }),
  );
  await recordFileWorkspace(registry, workspace);
}

/** Makes the registry's rows of the workspace what `workspace` says; who comes later wins. */
export async function recordFileWorkspace(
  { table }: Registry,
  { workspace, resources }: FileWorkspace,
): Promise<void> {
  const rows = new Map(resources.map((resource) => resourceRow(resource)).map((row) => [row.sk, row]));
  for (;;) {
    const { revision } = await table.claim(workspaceKeyOf(workspace.id));
    const gone: RegistryKey[] = [];
    for await (const { pk, sk } of table.rows<RegistryKey>(partitionOf(workspace.id), RESOURCE_PREFIX)) {
      if (!rows.has(sk)) {
        gone.push({ pk, sk });
      }
    }
    await table.write(rows.values(), gone);
    const row = workspaceRow(workspace, {
      revision,
      saved: true,
      pendingOperations: 0,
      providerTags: {},
      stackTags: workspace.tags,
      running: [],
    });
    if (await table.finish(row)) {
      return;
    }
  }
}

/** Forgets the workspace: nothing but the registry's own is touched. The object goes first, so that no rebuild brings it back. */
export async function removeFileWorkspace({ bucket, table }: Registry, id: string): Promise<void> {
  await bucket.s3.send(new DeleteObjectCommand({ Bucket: bucket.name, Key: fileWorkspaceKey(id) }));
  const rows: RegistryKey[] = [workspaceKeyOf(id)];
  for (const prefix of [RESOURCE_PREFIX, DEPLOYMENT_PREFIX]) {
    for await (const { pk, sk } of table.rows<RegistryKey>(partitionOf(id), prefix)) {
      rows.push({ pk, sk });
    }
  }
  await table.write([], rows);
}

/**
 * Whether the registry has exactly the rows that `workspace` makes.
 * @returns what is wrong, in words; undefined when nothing is
 */
export async function checkFileWorkspace(
  { table }: Registry,
  { workspace, resources }: FileWorkspace,
): Promise<string | undefined> {
  const partition = partitionOf(workspace.id);
  const digest = (await table.workspace(workspace.id))?.files?.digest;
  const wanted = new Set(resources.map((resource) => resourceRow(resource).sk));
  let found = 0;
  for await (const { sk } of table.rows<RegistryKey>(partition, RESOURCE_PREFIX)) {
    if (!wanted.has(sk)) {
      return `it has ${sk}, which its state has not`;
    }
    found += 1;
  }
  if (digest !== workspace.files.digest) {
    return digest === undefined ? "it has no row" : "somebody else has recorded it meanwhile";
  }
  return found === wanted.size ? undefined : `${found} of its ${wanted.size} resources are there`;
}
