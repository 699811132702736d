/** CloudWatch namespace of the fleet's own metrics. */
export const METRIC_NAMESPACE = "Hyperion";

/** Count of requests that failed or were rejected, with dimension `error`; of the error handler. */
export const FAILURE_METRIC = "RequestsFailed";

/** Count of pauses that began because AWS had no capacity, 0 with any other end of a deployment; of `record`. */
export const CAPACITY_PAUSE_METRIC = "CapacityPauses";
