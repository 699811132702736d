import { PROJECTS, type Project, PULUMI_PROJECT } from "../contracts/environment";

/** Where Pulumi's self-managed backend, and we beside it, keep what in the state bucket. */

/** One stack of one project. */
export interface StackId {
  readonly project: Project;
  readonly stack: string;
}

/** Objects of a checkpoint by its compression; of the names only one is there, but while the compression changes. */
export const CHECKPOINT_ENDINGS = [".json", ".json.gz", ".json.zst"] as const;

const STACKS = ".pulumi/stacks/";

/** `project` with all its stacks, without a project everything. */
export function checkpointPrefix(project?: Project): string {
  return project === undefined ? STACKS : `${STACKS}${PULUMI_PROJECT[project]}/`;
}

/** The names under which the stack's checkpoint may be. */
export function checkpointKeys({ project, stack }: StackId): readonly string[] {
  return CHECKPOINT_ENDINGS.map((ending) => `${checkpointPrefix(project)}${stack}${ending}`);
}

/** The ending that says how a checkpoint is compressed. */
export const CHECKPOINT_ENDING = { none: ".json", gzip: ".json.gz", zstd: ".json.zst" } as const;

/** The name under which the stack's checkpoint belongs when it is compressed so. */
export function checkpointKey(
  { project, stack }: StackId,
  compression: keyof typeof CHECKPOINT_ENDING,
): string {
  return `${checkpointPrefix(project)}${stack}${CHECKPOINT_ENDING[compression]}`;
}

/** The stack whose checkpoint `key` is; undefined for a backup (`.bak`), tags, and anything else. */
export function stackOfCheckpoint(key: string): StackId | undefined {
  const [, folder = "", stack = ""] =
    /^\.pulumi\/stacks\/([^/]+)\/([^/]+)\.json(?:\.gz|\.zst)?$/.exec(key) ?? [];
  const project = PROJECTS.find((candidate) => PULUMI_PROJECT[candidate] === folder);
  return project && { project, stack };
}

/** What `pulumi stack tag` keeps of the stack. */
export function stackTagsKey({ project, stack }: StackId): string {
  return `${checkpointPrefix(project)}${stack}.pulumi-tags`;
}

/** Folder of the entries `<stack>-<nanoseconds since 1970>.history.json` and `….checkpoint.json`, one pair an update. */
export function historyPrefix({ project, stack }: StackId): string {
  return `.pulumi/history/${PULUMI_PROJECT[project]}/${stack}/`;
}

/** Folder of the stack's lock objects. */
export function lockPrefix({ project, stack }: StackId): string {
  return `${projectLockPrefix(project)}${stack}/`;
}

export function projectLockPrefix(project: Project): string {
  return `.pulumi/locks/organization/${PULUMI_PROJECT[project]}/`;
}

/** Prefix of everything that is ours; Pulumi never looks there. */
const OURS = ".fleet/";

export const LEASES = `${OURS}leases/`;
export const OPERATIONS = `${OURS}operations/`;
export const OPERATION_HEADS = `${OURS}operation-heads/`;
export const REPORTS = `${OURS}reports/`;
export const WORKSPACES = `${OURS}workspaces/`;
export const PROMOTIONS = `${OURS}promotions/`;
export const FILE_WORKSPACES = `${OURS}file-workspaces/`;

export function leaseKey({ project, stack }: StackId): string {
  return `${leasePrefix(project)}${stack}.json`;
}

export function leasePrefix(project: Project): string {
  return `${LEASES}${PULUMI_PROJECT[project]}/`;
}

/** The stack whose lease `key` is. */
export function stackOfLease(key: string): StackId | undefined {
  const [, folder = "", stack = ""] = /^\.fleet\/leases\/([^/]+)\/([^/]+)\.json$/.exec(key) ?? [];
  const project = PROJECTS.find((candidate) => PULUMI_PROJECT[candidate] === folder);
  return project && { project, stack };
}

/** Folder of the entries of the stack's operations log. */
export function operationsPrefix({ project, stack }: StackId): string {
  return `${projectOperationsPrefix(project)}${stack}/`;
}

export function projectOperationsPrefix(project: Project): string {
  return `${OPERATIONS}${PULUMI_PROJECT[project]}/`;
}

/** The entry's place in the log is its name, in ten digits so that names sort as numbers do. */
export function operationKey(stack: StackId, sequence: number): string {
  return `${operationsPrefix(stack)}${String(sequence).padStart(10, "0")}.json`;
}

/** The place that `key` says; undefined for what is no entry. */
export function operationSequence(key: string): number | undefined {
  const digits = /\/([0-9]{10})\.json$/.exec(key)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** The stack whose operations log `key` belongs to, as an entry or as its head. */
export function stackOfOperations(key: string): StackId | undefined {
  const [, folder = "", stack = ""] =
    /^\.fleet\/(?:operations\/([^/]+)\/([^/]+)\/|operation-heads\/([^/]+)\/([^/]+)\.json$)/
      .exec(key)
      ?.filter((part) => part !== undefined) ?? [];
  const project = PROJECTS.find((candidate) => PULUMI_PROJECT[candidate] === folder);
  return project && { project, stack };
}

/** What the newest entry of the stack's operations log is: beside the log, because it is rewritten and entries never are. */
export function operationsHeadKey({ project, stack }: StackId): string {
  return `${OPERATION_HEADS}${PULUMI_PROJECT[project]}/${stack}.json`;
}

/** Where a promotion's plan is, and the folders of its approvals and of what happened to it. */
export function promotionKeys(id: string): { readonly [Part in "plan" | "approvals" | "events"]: string } {
  const folder = `${PROMOTIONS}${id}/`;
  return { plan: `${folder}plan.json`, approvals: `${folder}approvals/`, events: `${folder}events/` };
}

/** The record of a workspace. */
export function workspaceKey(name: string): string {
  return `${WORKSPACES}${name}.json`;
}

/** What is known of a workspace that moved in from files: the registry's rows are made from it. */
export function fileWorkspaceKey(id: string): string {
  return `${FILE_WORKSPACES}${id}.json`;
}

/** The workspace whose {@link fileWorkspaceKey} `key` is. */
export function idOfFileWorkspace(key: string): string | undefined {
  return /^\.fleet\/file-workspaces\/([^/]+)\.json$/.exec(key)?.[1];
}
