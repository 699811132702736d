import type { Environment } from "../../../contracts/environment";
import type { EnvironmentBackend } from "../../engine/environment-backend";
import type { LeaseOptions } from "../../engine/leased";
import type { MigrationPlan } from "../../migration/migration-plan";
import type { TerraformState } from "../../migration/terraform-state";

export interface MigrateOptions extends LeaseOptions {
  /** Path of the Terraform state; only undo needs none. */
  readonly state?: string;
  readonly environment: Environment;
  readonly out?: string;
  /** Path of the plan to carry out. @default make one */
  readonly plan?: string;
  readonly dryRun?: boolean;
  readonly resume?: boolean;
  readonly undo?: boolean;
  readonly yes?: boolean;
}

/** A plan, and what it is carried out on. */
export interface Migration {
  readonly backend: EnvironmentBackend;
  readonly plan: MigrationPlan;
  /** Of the plan. */
  readonly path: string;
  readonly text: string;
  readonly state: TerraformState;
}
