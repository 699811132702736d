import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { physicalName } from "../../contracts/names";
import { type Place, regionalArn } from "../access/place";
import type { PolicyStatement } from "../access/policy-document";
import { ServiceRole } from "../access/service-role";
import { serviceTrust } from "../access/service-trust";

export interface FlowLogsArgs {
  readonly place: Place;
  readonly vpcId: pulumi.Input<string>;
  /** Key that encrypts the log group. */
  readonly keyArn: pulumi.Input<string>;
  /** Days that logs are kept; one of the values that CloudWatch Logs knows. */
  readonly retentionDays: number;
}

/** Who talked to whom in the VPC, accepted or rejected, in an encrypted log group. */
export class FlowLogs extends pulumi.ComponentResource {
  readonly logGroupName: pulumi.Output<string>;

  constructor(name: string, args: FlowLogsArgs, options?: pulumi.ComponentResourceOptions) {
    super("fleet:network:FlowLogs", name, {}, options);
    const { place } = args;

    const logGroup = new aws.cloudwatch.LogGroup(
      name,
      {
        name: `/hyperion/${place.environment}/network`,
        kmsKeyId: args.keyArn,
        retentionInDays: args.retentionDays,
        tags: { Name: physicalName(place.environment, "flow-logs") },
      },
      { parent: this },
    );
    const role = new ServiceRole(
      `${name}-role`,
      {
        roleName: physicalName(place.environment, "flow-logs"),
        description: "VPC flow logs write to CloudWatch Logs",
        trust: serviceTrust({
          service: "vpc-flow-logs.amazonaws.com",
          sourceAccount: place.accountId,
          sourceArns: [regionalArn(place, "ec2", "vpc-flow-log/*")],
        }),
        statements: [writeLogs(logGroup.arn)],
      },
      { parent: this },
    );
    new aws.ec2.FlowLog(
      `${name}-flow-log`,
      {
        vpcId: args.vpcId,
        trafficType: "ALL",
        logDestinationType: "cloud-watch-logs",
        logDestination: logGroup.arn,
        iamRoleArn: role.arn,
        maxAggregationInterval: 60,
        tags: { Name: physicalName(place.environment, "network") },
      },
      { parent: this },
    );

    this.logGroupName = logGroup.name;
    this.registerOutputs({ logGroupName: this.logGroupName });
  }
}

function writeLogs(logGroupArn: pulumi.Output<string>): PolicyStatement {
  return {
    Sid: "WriteFlowLogs",
    Effect: "Allow",
    Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
    Resource: [logGroupArn, pulumi.interpolate`${logGroupArn}:log-stream:*`],
  };
}
