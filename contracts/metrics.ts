/** CloudWatch namespace of the fleet's own metrics. */
export const METRIC_NAMESPACE = "Hyperion";

/** Count of requests that failed or were rejected, with dimension `error`; of the error handler. */
export const FAILURE_METRIC = "RequestsFailed";

/** Gauges of the reconciler, from each run that has read the whole table. */
export const CENSUS_METRICS = {
  /** Requests where their newest generations are, with dimension `status`. */
  rows: "RowsByStatus",
  /** Seconds since the last change of the request that has been without an end for longest; 0 when all have one. */
  oldest: "OldestUnsettledSeconds",
} as const;

/** Of the reconciler, for each canary once it is known what became of it. */
export const CANARY_METRICS = {
  /** 1 when it was deployed, otherwise 0. */
  succeeded: "CanarySucceeded",
  /** From being asked for to being deployed. */
  seconds: "CanarySeconds",
} as const;

/** Count of pauses that began because AWS had no capacity, 0 with any other end of a deployment; of `record`. */
export const CAPACITY_PAUSE_METRIC = "CapacityPauses";
