import type { Environment } from "../../../contracts/environment";
import type { LeaseOptions } from "../../engine/leased";

export interface MigrateOptions extends LeaseOptions {
  readonly sourceDir: string;
  readonly environment: Environment;
  /** What the folder is called in the records. @default its path on this machine, as a URL */
  readonly location?: string;
  readonly batchSize: number;
  readonly dryRun?: boolean;
  readonly resume?: boolean;
  readonly undo?: boolean;
  readonly yes?: boolean;
}
