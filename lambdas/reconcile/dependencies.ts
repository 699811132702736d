import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { SFNClient } from "@aws-sdk/client-sfn";
import type { HandleErrorDependencies } from "../handle-error/handle-error";
import type { LeaseHolders } from "../record/lease-holder";
import type { StateMachines } from "../start-execution";
import type { CanarySettings, TellCanary } from "./canary-step";
import type { Census } from "./census";
import type { NotifyExpiry } from "./notify-expiry";

/** Metrics of the reconciler, in the namespace of the fleet. */
export const RECONCILE_METRICS = [
  "RowsRead",
  "ExecutionsStarted",
  "RowsSettled",
  "LeasesReleased",
  "OwnersWarned",
  "EnclavesExpired",
  "RowsFailed",
] as const;
export type ReconcileMetric = (typeof RECONCILE_METRICS)[number];

/** What the reconciler works with; what it settles, it settles as the error handler does. */
export interface ReconcileDependencies extends HandleErrorDependencies {
  readonly dynamodb: DynamoDBClient;
  readonly tableName: string;
  /** The short-lived copy of runtime whose rows it takes. @default those that belong to none */
  readonly workspace?: string;
  readonly sfn: SFNClient;
  readonly stateMachines: StateMachines;
  readonly holders: Pick<LeaseHolders, "isRunning">;
  readonly notifyExpiry: NotifyExpiry;
  /** @default the environment does not try itself */
  readonly canary?: CanarySettings;
  readonly tellCanary: TellCanary;
  readonly tellCensus: (census: Census) => void;
  readonly count: (metric: ReconcileMetric, count?: number) => void;
}
