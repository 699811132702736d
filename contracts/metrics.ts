/** CloudWatch namespace of the fleet's own metrics. */
export const METRIC_NAMESPACE = "Hyperion";

/** Count of requests that failed or were rejected, with dimension `error`; of the error handler. */
export const FAILURE_METRIC = "RequestsFailed";
