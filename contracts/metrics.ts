/** CloudWatch namespace of the fleet's own metrics. */
export const METRIC_NAMESPACE = "Hyperion";
