import type { Environment } from "../../contracts/environment";
import type { WorkspaceRecord } from "../../contracts/registry/records";
import type { RegistryKey } from "../../contracts/registry/registry-keys";
import type { Indexing } from "../../contracts/registry/rows";
import type { StateBucket } from "../state-bucket";
import type { RegistryTable } from "./registry-table";

/** The registry of one environment: where it reads, and where it writes. */
export interface Registry {
  readonly bucket: StateBucket;
  readonly table: RegistryTable;
  readonly environment: Environment;
  /** Region whose prices count. */
  readonly region: string;
}

/** A workspace while it is indexed. */
export type Draft = Omit<WorkspaceRecord, "status"> & Omit<Indexing, "revision">;

/** What one aspect of a stack says anew: of the workspace itself, and of its resources and deployments. */
export interface Reading {
  readonly workspace: Partial<Draft>;
  readonly rows?: readonly RegistryKey[];
  readonly deleted?: readonly RegistryKey[];
}
