import { belongsTo, joined, type ResourceTypes } from "../resource-type";

const runtime = belongsTo("runtime");

/** What runs: functions, state machines, containers, hosts, and the messages between them. */
export const pipelineTypes: ResourceTypes = {
  aws_lambda_function: runtime("aws:lambda/function:Function", [["name"]], {
    importId: joined("", "function_name"),
    renamed: { name: "function_name" },
  }),
  aws_lambda_permission: runtime(
    "aws:lambda/permission:Permission",
    [
      ["function", "statementId"],
      ["function", "sourceArn"],
      ["function", "principal"],
    ],
    {
      importId: joined("/", "function_name", "statement_id"),
      renamed: { function: "function_name" },
      autoNamed: ["statementId"],
    },
  ),
  aws_lambda_event_source_mapping: runtime(
    "aws:lambda/eventSourceMapping:EventSourceMapping",
    [["functionName", "eventSourceArn"], ["eventSourceArn"], ["functionName"]],
    { importId: joined("", "uuid") },
  ),
  aws_sfn_state_machine: runtime("aws:sfn/stateMachine:StateMachine", [["name"]]),
  aws_ecs_cluster: runtime("aws:ecs/cluster:Cluster", [["name"]], { importId: joined("", "name") }),
  aws_ecs_task_definition: runtime("aws:ecs/taskDefinition:TaskDefinition", [["family"]], {
    importId: joined("", "arn"),
  }),
  aws_launch_template: runtime("aws:ec2/launchTemplate:LaunchTemplate", [["name"], ["tags.Name"]]),
  aws_autoscaling_group: runtime("aws:autoscaling/group:Group", [["name"]], { importId: joined("", "name") }),
  aws_sns_topic: runtime("aws:sns/topic:Topic", [["name"]], { importId: joined("", "arn") }),
  aws_sns_topic_policy: runtime("aws:sns/topicPolicy:TopicPolicy", [["arn"]], {
    importId: joined("", "arn"),
  }),
  aws_sns_topic_subscription: runtime(
    "aws:sns/topicSubscription:TopicSubscription",
    [["topic", "protocol", "endpoint"]],
    { importId: joined("", "arn"), renamed: { topic: "topic_arn" } },
  ),
  aws_sqs_queue: runtime("aws:sqs/queue:Queue", [["name"]]),
  aws_sqs_queue_policy: runtime("aws:sqs/queuePolicy:QueuePolicy", [["queueUrl"]]),
};
