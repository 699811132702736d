import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EC2Client } from "@aws-sdk/client-ec2";
import { ECRClient } from "@aws-sdk/client-ecr";
import { ECSClient } from "@aws-sdk/client-ecs";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { Route53Client } from "@aws-sdk/client-route-53";
import { S3Client } from "@aws-sdk/client-s3";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { STSClient } from "@aws-sdk/client-sts";

/** AWS variables of the process on whose behalf the stand-ins act. */
export type AwsEnvironment = Readonly<Record<string, string | undefined>>;

/** One AWS client per service, made when first used, for the endpoint and credentials of one caller. */
export class Clients {
  readonly #made = new Map<string, { destroy(): void }>();
  readonly #configuration: {
    readonly region: string;
    readonly endpoint: string;
    readonly credentials?: {
      readonly accessKeyId: string;
      readonly secretAccessKey: string;
      readonly sessionToken?: string;
    };
    readonly maxAttempts?: number;
  };

  /**
   * Credentials are the key in `environment`; without one, the SDK's own chain of this process.
   * @throws Error without AWS_ENDPOINT_URL: the stand-ins never talk to AWS itself
   */
  constructor(environment: AwsEnvironment, region: string) {
    const endpoint = environment.AWS_ENDPOINT_URL;
    if (!endpoint) {
      throw new Error(
        "AWS_ENDPOINT_URL is not set: the provider stand-ins talk to an emulator only. " +
          "Set it to the emulator's address, or attach the real aws plugin.",
      );
    }
    const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = environment;
    const credentials =
      accessKeyId && secretAccessKey
        ? { accessKeyId, secretAccessKey, sessionToken: environment.AWS_SESSION_TOKEN }
        : undefined;
    const maxAttempts = environment.AWS_MAX_ATTEMPTS;
    this.#configuration = {
      region,
      endpoint,
      ...(credentials && { credentials }),
      ...(maxAttempts && { maxAttempts: Number(maxAttempts) }),
    };
  }

  get s3(): S3Client {
    return this.#once("s3", () => new S3Client({ ...this.#configuration, forcePathStyle: true }));
  }

  get kms(): KMSClient {
    return this.#once("kms", () => new KMSClient(this.#configuration));
  }

  get iam(): IAMClient {
    return this.#once("iam", () => new IAMClient(this.#configuration));
  }

  get ec2(): EC2Client {
    return this.#once("ec2", () => new EC2Client(this.#configuration));
  }

  get route53(): Route53Client {
    return this.#once("route53", () => new Route53Client(this.#configuration));
  }

  get ecr(): ECRClient {
    return this.#once("ecr", () => new ECRClient(this.#configuration));
  }

  get dynamodb(): DynamoDBClient {
    return this.#once("dynamodb", () => new DynamoDBClient(this.#configuration));
  }

  get cloudtrail(): CloudTrailClient {
    return this.#once("cloudtrail", () => new CloudTrailClient(this.#configuration));
  }

  get cloudwatch(): CloudWatchClient {
    return this.#once("cloudwatch", () => new CloudWatchClient(this.#configuration));
  }

  get logs(): CloudWatchLogsClient {
    return this.#once("logs", () => new CloudWatchLogsClient(this.#configuration));
  }

  get events(): EventBridgeClient {
    return this.#once("events", () => new EventBridgeClient(this.#configuration));
  }

  get sqs(): SQSClient {
    return this.#once("sqs", () => new SQSClient(this.#configuration));
  }

  get sns(): SNSClient {
    return this.#once("sns", () => new SNSClient(this.#configuration));
  }

  get lambda(): LambdaClient {
    return this.#once("lambda", () => new LambdaClient(this.#configuration));
  }

  get sfn(): SFNClient {
    return this.#once("sfn", () => new SFNClient(this.#configuration));
  }

  get ecs(): ECSClient {
    return this.#once("ecs", () => new ECSClient(this.#configuration));
  }

  get autoscaling(): AutoScalingClient {
    return this.#once("autoscaling", () => new AutoScalingClient(this.#configuration));
  }

  get sts(): STSClient {
    return this.#once("sts", () => new STSClient(this.#configuration));
  }

  /** Closes the connections of every client. */
  destroy(): void {
    for (const client of this.#made.values()) client.destroy();
    this.#made.clear();
  }

  #once<Client extends { destroy(): void }>(service: string, make: () => Client): Client {
    const made = (this.#made.get(service) as Client | undefined) ?? make();
    this.#made.set(service, made);
    return made;
  }
}
