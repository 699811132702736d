import { PROJECTS } from "../../contracts/environment";
import { FleetError } from "../../contracts/errors";
import { TERRAFORM, WORKSPACE_STATUSES, type WorkspaceRecord } from "../../contracts/registry/records";
import type { WorkspaceFilter } from "../../contracts/registry/workspace-filter";
import { workspaceId } from "../../contracts/registry/workspace-id";
import { runtimeStackName } from "../../contracts/workspace";
import { everyWorkspace } from "./every-workspace";
import { ownerOf } from "./find-resources";
import { listWorkspaces } from "./list-workspaces";
import type { Registry } from "./registry";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * The workspace that `named` means in this environment: its id, its name `<project>/<stack>`, a project (the
 * environment's own stack of it), a copy of runtime or an enclave; or `terraform/<name>`, from files. Where a copy and
 * an enclave have one name, the copy is meant; the other is `enclave/<id>`.
 * @returns undefined when the registry knows none
 * @throws FleetError `InvalidArgument` when several from files have the name
 */
export async function readWorkspace(
  {
    table,
    bucket,
    environment,
  }: Pick<Registry, "table" | "environment"> & {
    readonly bucket: { readonly name: string };
  },
  named: string,
): Promise<WorkspaceRecord | undefined> {
  if (UUID.test(named)) {
    return ownerOf(table, named);
  }
  if (named.startsWith(`${TERRAFORM}/`)) {
    return readFileBased(table, named);
  }
  for (const [project, stack] of stacksOf(named, environment)) {
    const record = await ownerOf(table, workspaceId(bucket.name, project, stack));
    if (record) {
      return record;
    }
  }
  return undefined;
}

/**
 * The same among the workspaces of one owner, for who may ask the registry for nothing else.
 * @returns undefined when the owner has none of that name
 */
export async function readOwnWorkspace(
  { table, environment }: Pick<Registry, "table" | "environment">,
  owner: string,
  named: string,
): Promise<WorkspaceRecord | undefined> {
  const names = stacksOf(named, environment).map((stack) => stack.join("/"));
  const found: WorkspaceRecord[] = [];
  for await (const record of all(table, { owner, statuses: WORKSPACE_STATUSES })) {
    if (record.id === named || record.name === named || names.includes(record.name)) {
      found.push(record);
    }
  }
  // A copy before an enclave of its name.
  return found.sort((left, right) => names.indexOf(left.name) - names.indexOf(right.name))[0];
}

/** Its id says nothing of its name, and several owners may have one of that name. */
async function readFileBased(table: Registry["table"], name: string): Promise<WorkspaceRecord | undefined> {
  const found: WorkspaceRecord[] = [];
  const filter = { template: TERRAFORM, statuses: WORKSPACE_STATUSES, text: name } as const;
  for await (const record of all(table, filter)) {
    if (record.name === name) {
      found.push(record);
    }
  }
  if (found.length > 1) {
    throw new FleetError(
      "InvalidArgument",
      `${found.length} workspaces are called ${name}: name the one that is meant by its id`,
      found.map(({ id, owner }) => `${id} of ${owner || "nobody"}`),
    );
  }
  return found[0];
}

function all(table: Registry["table"], filter: WorkspaceFilter): AsyncGenerator<WorkspaceRecord> {
  return everyWorkspace((cursor) => listWorkspaces({ table }, filter, { cursor }));
}

function stacksOf(named: string, environment: Registry["environment"]) {
  const [, folder = "", stack = ""] = /^([^/]+)\/([^/]+)$/.exec(named) ?? [];
  const project = PROJECTS.find((candidate) => candidate === (folder || named));
  if (stack !== "") {
    return project ? [[project, stack] as const] : [];
  }
  if (project) {
    return [[project, environment] as const];
  }
  const copy = runtimeStackName({ environment, workspace: named });
  return [["runtime", copy] as const, ["enclave", named] as const];
}
