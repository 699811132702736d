import type { OwnedLock } from "../../backend/locks/owned-locks";
import type { ListOptions, WorkspacePage } from "../../backend/registry/list-workspaces";
import type { EnclaveRequest } from "../../contracts/enclave-request";
import type { DeploymentRecord, ResourceRecord, WorkspaceRecord } from "../../contracts/registry/records";
import type { WorkspaceFilter } from "../../contracts/registry/workspace-filter";
import type { DependencyGraph } from "../graph/dependency-graph";
import type { HygieneReport } from "../hygiene/hygiene-report";

/** What the page asks; all of it only reads. */
export interface ConsoleQueries {
  /** In words, for the head of each page: environment, account and region. */
  readonly place: string;
  workspaces(filter: WorkspaceFilter, options: ListOptions): Promise<WorkspacePage>;
  workspace(id: string): Promise<WorkspaceRecord | undefined>;
  /** What depends on what; undefined of a workspace that has no state of the engine's. */
  graph(workspace: WorkspaceRecord): Promise<DependencyGraph | undefined>;
  resources(id: string): AsyncIterable<ResourceRecord>;
  /** The last `count`, newest first. */
  deployments(id: string, count: number): Promise<readonly DeploymentRecord[]>;
  requests(): AsyncIterable<EnclaveRequest>;
  locks(): Promise<readonly OwnedLock[]>;
  /** The last report of the daily look after the state. */
  dailyReport(): Promise<HygieneReport | undefined>;
}
