import type { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import type { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { EC2Client } from "@aws-sdk/client-ec2";
import type { ECSClient } from "@aws-sdk/client-ecs";
import type { IAMClient } from "@aws-sdk/client-iam";
import type { KMSClient } from "@aws-sdk/client-kms";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import type { Route53Client } from "@aws-sdk/client-route-53";
import type { S3Client } from "@aws-sdk/client-s3";
import type { SFNClient } from "@aws-sdk/client-sfn";
import type { SNSClient } from "@aws-sdk/client-sns";
import type { SQSClient } from "@aws-sdk/client-sqs";

/** Clients of the services that are asked for resources. */
export interface FinderClients {
  readonly autoscaling: AutoScalingClient;
  readonly cloudtrail: CloudTrailClient;
  readonly ec2: EC2Client;
  readonly ecs: ECSClient;
  readonly iam: IAMClient;
  readonly kms: KMSClient;
  readonly lambda: LambdaClient;
  readonly logs: CloudWatchLogsClient;
  readonly route53: Route53Client;
  readonly s3: S3Client;
  readonly sfn: SFNClient;
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
}

/** Clients that are loaded when they are first asked for; without `region`, that of the environment. */
export function finderClients(configuration: { readonly region?: string } = {}): FinderClients {
  const made = new Map<keyof FinderClients, unknown>();
  function once<Name extends keyof FinderClients>(
    name: Name,
    make: () => FinderClients[Name],
  ): FinderClients[Name] {
    const client = (made.get(name) as FinderClients[Name] | undefined) ?? make();
    made.set(name, client);
    return client;
  }
  return {
    get autoscaling() {
      return once("autoscaling", () => {
        const { AutoScalingClient } =
          require("@aws-sdk/client-auto-scaling") as typeof import("@aws-sdk/client-auto-scaling");
        return new AutoScalingClient(configuration);
      });
    },
    get cloudtrail() {
      return once("cloudtrail", () => {
        const { CloudTrailClient } =
          require("@aws-sdk/client-cloudtrail") as typeof import("@aws-sdk/client-cloudtrail");
        return new CloudTrailClient(configuration);
      });
    },
    get ec2() {
      return once("ec2", () => {
        const { EC2Client } = require("@aws-sdk/client-ec2") as typeof import("@aws-sdk/client-ec2");
        return new EC2Client(configuration);
      });
    },
    get ecs() {
      return once("ecs", () => {
        const { ECSClient } = require("@aws-sdk/client-ecs") as typeof import("@aws-sdk/client-ecs");
        return new ECSClient(configuration);
      });
    },
    get iam() {
      return once("iam", () => {
        const { IAMClient } = require("@aws-sdk/client-iam") as typeof import("@aws-sdk/client-iam");
        return new IAMClient(configuration);
      });
    },
    get kms() {
      return once("kms", () => {
        const { KMSClient } = require("@aws-sdk/client-kms") as typeof import("@aws-sdk/client-kms");
        return new KMSClient(configuration);
      });
    },
    get lambda() {
      return once("lambda", () => {
        const { LambdaClient } = require("@aws-sdk/client-lambda") as typeof import("@aws-sdk/client-lambda");
        return new LambdaClient(configuration);
      });
    },
    get logs() {
      return once("logs", () => {
        const { CloudWatchLogsClient } =
          require("@aws-sdk/client-cloudwatch-logs") as typeof import("@aws-sdk/client-cloudwatch-logs");
        return new CloudWatchLogsClient(configuration);
      });
    },
    get route53() {
      return once("route53", () => {
        const { Route53Client } =
          require("@aws-sdk/client-route-53") as typeof import("@aws-sdk/client-route-53");
        return new Route53Client(configuration);
      });
    },
    get s3() {
      return once("s3", () => {
        const { S3Client } = require("@aws-sdk/client-s3") as typeof import("@aws-sdk/client-s3");
        return new S3Client(configuration);
      });
    },
    get sfn() {
      return once("sfn", () => {
        const { SFNClient } = require("@aws-sdk/client-sfn") as typeof import("@aws-sdk/client-sfn");
        return new SFNClient(configuration);
      });
    },
    get sns() {
      return once("sns", () => {
        const { SNSClient } = require("@aws-sdk/client-sns") as typeof import("@aws-sdk/client-sns");
        return new SNSClient(configuration);
      });
    },
    get sqs() {
      return once("sqs", () => {
        const { SQSClient } = require("@aws-sdk/client-sqs") as typeof import("@aws-sdk/client-sqs");
        return new SQSClient(configuration);
      });
    },
  };
}
