import { belongsTo, joined, type ResourceTypes } from "../resource-type";

const runtime = belongsTo("runtime");

/** Logs, alarms and events. */
export const monitoringTypes: ResourceTypes = {
  aws_cloudwatch_log_group: runtime("aws:cloudwatch/logGroup:LogGroup", [["name"]]),
  aws_cloudwatch_log_metric_filter: runtime(
    "aws:cloudwatch/logMetricFilter:LogMetricFilter",
    [["logGroupName", "name"]],
    { importId: joined(":", "log_group_name", "name") },
  ),
  aws_cloudwatch_log_resource_policy: runtime("aws:cloudwatch/logResourcePolicy:LogResourcePolicy", [
    ["policyName"],
  ]),
  aws_cloudwatch_metric_alarm: runtime("aws:cloudwatch/metricAlarm:MetricAlarm", [["name"]], {
    renamed: { name: "alarm_name" },
  }),
  aws_cloudwatch_composite_alarm: runtime("aws:cloudwatch/compositeAlarm:CompositeAlarm", [["alarmName"]]),
  // Its ARN is what is imported by, and Terraform's state does not have it.
  aws_cloudwatch_query_definition: runtime("aws:cloudwatch/queryDefinition:QueryDefinition", [["name"]], {
    importId: joined("", "arn"),
  }),
  aws_cloudwatch_dashboard: runtime("aws:cloudwatch/dashboard:Dashboard", [["dashboardName"]]),
  aws_cloudwatch_event_rule: runtime("aws:cloudwatch/eventRule:EventRule", [["name"]], {
    importId: joined("/", "event_bus_name", "name"),
  }),
  aws_cloudwatch_event_target: runtime(
    "aws:cloudwatch/eventTarget:EventTarget",
    [["rule", "targetId"], ["rule"]],
    {
      importId: joined("/", "event_bus_name", "rule", "target_id"),
      autoNamed: ["targetId"],
    },
  ),
  aws_cloudtrail: belongsTo("base")("aws:cloudtrail/trail:Trail", [["name"]], {
    importId: joined("", "arn"),
  }),
};
