import { CreateFlowLogsCommand, DeleteFlowLogsCommand, DescribeFlowLogsCommand } from "@aws-sdk/client-ec2";

import { tagMap } from "../tag-lists";
import { arnOf, ec2Type, setEc2Tags, tagSpecifications } from "./ec2-type";

/** The emulator keeps neither role, nor format, nor interval, and keeps tags only when they come afterwards. */
export const flowLog = ec2Type({
  inputs: {
    iamRoleArn: "leaf",
    logDestination: "leaf",
    logDestinationType: "leaf",
    logFormat: "leaf",
    maxAggregationInterval: "leaf",
    trafficType: "leaf",
    vpcId: "leaf",
  },
  required: ["logDestination", "trafficType", "vpcId"],
  replaceOn: [
    "iamRoleArn",
    "logDestination",
    "logDestinationType",
    "logFormat",
    "maxAggregationInterval",
    "trafficType",
    "vpcId",
  ],
  create: async (inputs, { aws }) => {
    const { FlowLogIds, Unsuccessful } = await aws.ec2.send(
      new CreateFlowLogsCommand({
        DeliverLogsPermissionArn: inputs.iamRoleArn,
        LogDestination: inputs.logDestination,
        LogDestinationType: inputs.logDestinationType ?? "cloud-watch-logs",
        LogFormat: inputs.logFormat,
        MaxAggregationInterval: inputs.maxAggregationInterval,
        ResourceIds: [inputs.vpcId],
        ResourceType: "VPC",
        TagSpecifications: tagSpecifications("vpc-flow-log", inputs.tagsAll),
        TrafficType: inputs.trafficType,
      }),
    );
    const [failure] = Unsuccessful ?? [];
    if (failure?.Error) throw new Error(`${failure.Error.Code}: ${failure.Error.Message}`);
    const [id = ""] = FlowLogIds ?? [];
    await setEc2Tags(aws.ec2, id, inputs.tagsAll);
    return id;
  },
  describe: async (id, context) => {
    const { FlowLogs } = await context.aws.ec2.send(new DescribeFlowLogsCommand({ FlowLogIds: [id] }));
    const [found] = FlowLogs ?? [];
    return (
      found && {
        arn: arnOf("vpc-flow-log", id, context),
        logDestination: found.LogDestination,
        logDestinationType: found.LogDestinationType,
        tagsAll: tagMap(found.Tags),
        trafficType: found.TrafficType,
        vpcId: found.ResourceId,
      }
    );
  },
  remove: (id, _known, { aws }) => aws.ec2.send(new DeleteFlowLogsCommand({ FlowLogIds: [id] })),
});
