import type { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { ECRClient } from "@aws-sdk/client-ecr";
import type { ECSClient } from "@aws-sdk/client-ecs";
import type { IAMClient } from "@aws-sdk/client-iam";
import type { KMSClient } from "@aws-sdk/client-kms";
import type { S3Client } from "@aws-sdk/client-s3";
import type { SNSClient } from "@aws-sdk/client-sns";
import type { STSClient } from "@aws-sdk/client-sts";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { FinderClients } from "../backend/recovery/finder-clients";

/** AWS clients of one region. Each is loaded when it is first asked for: an SDK package costs 60 to 110 ms. */
export interface Clients {
  readonly sts: STSClient;
  readonly s3: S3Client;
  readonly kms: KMSClient;
  readonly iam: IAMClient;
  readonly ecr: ECRClient;
  readonly ecs: ECSClient;
  readonly dynamodb: DynamoDBClient;
  readonly documents: DynamoDBDocumentClient;
  readonly cloudtrail: CloudTrailClient;
  readonly cloudwatch: CloudWatchClient;
  readonly logs: CloudWatchLogsClient;
  readonly sns: SNSClient;
  /** Of the services that are asked for resources after a crash. */
  readonly finders: FinderClients;
}

/** Clients of `region`; endpoint and credentials come from the environment, as for every AWS tool. */
export function createClients(region: string): Clients {
  const configuration = { region };
  const made: Partial<Record<keyof Clients, unknown>> = {};
  function once<Client>(name: keyof Clients, make: () => Client): Client {
    made[name] ??= make();
    return made[name] as Client;
  }
  return {
    get sts() {
      return once("sts", () => {
        const { STSClient } = require("@aws-sdk/client-sts") as typeof import("@aws-sdk/client-sts");
        return new STSClient(configuration);
      });
    },
    get s3() {
      return once("s3", () => {
        const { S3Client } = require("@aws-sdk/client-s3") as typeof import("@aws-sdk/client-s3");
        return new S3Client(configuration);
      });
    },
    get kms() {
      return once("kms", () => {
        const { KMSClient } = require("@aws-sdk/client-kms") as typeof import("@aws-sdk/client-kms");
        return new KMSClient(configuration);
      });
    },
    get iam() {
      return once("iam", () => {
        const { IAMClient } = require("@aws-sdk/client-iam") as typeof import("@aws-sdk/client-iam");
        return new IAMClient(configuration);
      });
    },
    get ecr() {
      return once("ecr", () => {
        const { ECRClient } = require("@aws-sdk/client-ecr") as typeof import("@aws-sdk/client-ecr");
        return new ECRClient(configuration);
      });
    },
    get ecs() {
      return once("ecs", () => {
        const { ECSClient } = require("@aws-sdk/client-ecs") as typeof import("@aws-sdk/client-ecs");
        return new ECSClient(configuration);
      });
    },
    get dynamodb() {
      return once("dynamodb", () => {
        const { DynamoDBClient } =
          require("@aws-sdk/client-dynamodb") as typeof import("@aws-sdk/client-dynamodb");
        return new DynamoDBClient(configuration);
      });
    },
    get documents() {
      return once("documents", () => {
        const { DynamoDBDocumentClient } =
          require("@aws-sdk/lib-dynamodb") as typeof import("@aws-sdk/lib-dynamodb");
        return DynamoDBDocumentClient.from(this.dynamodb, {
          marshallOptions: { removeUndefinedValues: true },
        });
      });
    },
    get cloudwatch() {
      return once("cloudwatch", () => {
        const { CloudWatchClient } =
          require("@aws-sdk/client-cloudwatch") as typeof import("@aws-sdk/client-cloudwatch");
        return new CloudWatchClient(configuration);
      });
    },
    get logs() {
      return once("logs", () => {
        const { CloudWatchLogsClient } =
          require("@aws-sdk/client-cloudwatch-logs") as typeof import("@aws-sdk/client-cloudwatch-logs");
        return new CloudWatchLogsClient(configuration);
      });
    },
    get sns() {
      return once("sns", () => {
        const { SNSClient } = require("@aws-sdk/client-sns") as typeof import("@aws-sdk/client-sns");
        return new SNSClient(configuration);
      });
    },
    get cloudtrail() {
      return once("cloudtrail", () => {
        const { CloudTrailClient } =
          require("@aws-sdk/client-cloudtrail") as typeof import("@aws-sdk/client-cloudtrail");
        return new CloudTrailClient(configuration);
      });
    },
    get finders() {
      return once("finders", () => {
        const { finderClients } =
          require("../backend/recovery/finder-clients") as typeof import("../backend/recovery/finder-clients");
        return finderClients(configuration);
      });
    },
  };
}
