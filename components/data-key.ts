import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { PRODUCT } from "../contracts/names";
import { keyAdministration } from "./access/key-administration";
import { logsEncrypt } from "./access/log-encryption";
import { iamArn, type Place } from "./access/place";
import { type PolicyStatement, policyDocument } from "./access/policy-document";

export interface DataKeyArgs {
  readonly place: Place;
  /** Alias with its prefix: `alias/…`. */
  readonly alias: string;
  /** Days between the key's deletion and its end, 7 to 30; until then it can be called back. */
  readonly deletionWindowDays: number;
  /**
   * Whether Pulumi refuses to delete the key. Without it the request table cannot be read again.
   * @default true
   */
  readonly protect?: boolean;
}

/** The key of an environment's table, queues, topics, logs, images and volumes. */
export class DataKey extends pulumi.ComponentResource {
  readonly keyArn: pulumi.Output<string>;

  constructor(name: string, args: DataKeyArgs, options?: pulumi.ComponentResourceOptions) {
    super("fleet:components:DataKey", name, {}, options);
    const { place, protect = true } = args;

    const key = new aws.kms.Key(
      name,
      {
        description: `Data of the fleet in ${place.environment}`,
        enableKeyRotation: true,
        deletionWindowInDays: args.deletionWindowDays,
        policy: policyDocument([
          keyAdministration(place.accountId),
          logsEncrypt(place, "LogsEncryptOurGroups", logGroups(place)),
          alarmsPublish(place),
          ...hostVolumes(place),
        ]),
        tags: { Name: args.alias },
      },
      { parent: this, protect },
    );
    new aws.kms.Alias(`${name}-alias`, { name: args.alias, targetKeyId: key.keyId }, { parent: this });

    this.keyArn = key.arn;
    this.registerOutputs({ keyArn: this.keyArn });
  }
}

/** In a key policy `*` is this key. */
const THIS_KEY = "*";

/** Names of the log groups that the key encrypts. */
function logGroups({ environment }: Place): string[] {
  return [
    `/${PRODUCT}/${environment}/*`,
    `/aws/lambda/${PRODUCT}-${environment}-*`,
    `/aws/vendedlogs/states/${PRODUCT}-${environment}-*`,
    `/aws/ecs/containerinsights/${PRODUCT}-${environment}-*`,
  ];
}

/** Alarms and rules publish to the encrypted topic and queue, and the topic to the queue of its notices. */
function alarmsPublish(place: Place): PolicyStatement {
  return {
    Sid: "AlarmsAndEventsPublish",
    Effect: "Allow",
    Principal: { Service: ["cloudwatch.amazonaws.com", "events.amazonaws.com", "sns.amazonaws.com"] },
    Action: ["kms:Decrypt", "kms:GenerateDataKey"],
    Resource: THIS_KEY,
    Condition: { StringEquals: { "aws:SourceAccount": place.accountId } },
  };
}

/**
 * Auto Scaling launches hosts with encrypted volumes by its service-linked role, which no IAM policy of ours can
 * reach. It is named by a condition because a key policy cannot name a role that does not exist yet.
 */
function hostVolumes(place: Place): PolicyStatement[] {
  const isAutoScaling = {
    StringEquals: { "kms:CallerAccount": place.accountId },
    ArnEquals: {
      "aws:PrincipalArn": iamArn(
        place,
        "role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling",
      ),
    },
  };
  return [
    {
      Sid: "AutoScalingUsesVolumes",
      Effect: "Allow",
      Principal: { AWS: "*" },
      Action: [
        "kms:Decrypt",
        "kms:DescribeKey",
        "kms:Encrypt",
        "kms:GenerateDataKeyWithoutPlaintext",
        "kms:ReEncryptFrom",
        "kms:ReEncryptTo",
      ],
      Resource: THIS_KEY,
      Condition: isAutoScaling,
    },
    {
      Sid: "AutoScalingAttachesVolumes",
      Effect: "Allow",
      Principal: { AWS: "*" },
      Action: "kms:CreateGrant",
      Resource: THIS_KEY,
      Condition: { ...isAutoScaling, Bool: { "kms:GrantIsForAWSResource": "true" } },
    },
  ];
}
