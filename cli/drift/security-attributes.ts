import { parsePropertyPath } from "./property-path";

/** Every attribute of the type decides who may do what, or what is kept and seen. */
const ALL = "all";

/** Attributes by which somebody could get in, get out with data, or go unseen, by resource type. */
export const SECURITY_ATTRIBUTES: Readonly<Record<string, typeof ALL | readonly string[]>> = {
  "aws:autoscaling/group:Group": ["launchTemplate", "vpcZoneIdentifiers"],
  "aws:cloudtrail/trail:Trail": ALL,
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": ["actionsEnabled", "alarmActions", "alarmRule"],
  "aws:cloudwatch/dashboard:Dashboard": [],
  "aws:cloudwatch/eventRule:EventRule": ["isEnabled", "state"],
  "aws:cloudwatch/eventTarget:EventTarget": ["arn", "ecsTarget", "roleArn"],
  "aws:cloudwatch/logGroup:LogGroup": ["kmsKeyId", "retentionInDays"],
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": ALL,
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": ALL,
  "aws:cloudwatch/metricAlarm:MetricAlarm": ["actionsEnabled", "alarmActions", "threshold"],
  "aws:cloudwatch/queryDefinition:QueryDefinition": [],
  "aws:dynamodb/table:Table": ["deletionProtectionEnabled", "pointInTimeRecovery", "serverSideEncryption"],
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": ["egress", "ingress"],
  "aws:ec2/eip:Eip": [],
  "aws:ec2/flowLog:FlowLog": ALL,
  "aws:ec2/internetGateway:InternetGateway": [],
  "aws:ec2/launchTemplate:LaunchTemplate": [
    "blockDeviceMappings",
    "enclaveOptions",
    "iamInstanceProfile",
    "imageId",
    "keyName",
    "metadataOptions",
    "networkInterfaces",
    "userData",
    "vpcSecurityGroupIds",
  ],
  "aws:ec2/natGateway:NatGateway": ["connectivityType", "subnetId"],
  "aws:ec2/networkInterface:NetworkInterface": ["securityGroups", "sourceDestCheck", "subnetId"],
  "aws:ec2/route:Route": ALL,
  "aws:ec2/routeTable:RouteTable": ["routes"],
  "aws:ec2/routeTableAssociation:RouteTableAssociation": ALL,
  "aws:ec2/securityGroup:SecurityGroup": ["egress", "ingress"],
  "aws:ec2/subnet:Subnet": ["mapPublicIpOnLaunch"],
  "aws:ec2/vpc:Vpc": [],
  "aws:ec2/vpcEndpoint:VpcEndpoint": ["policy", "privateDnsEnabled", "securityGroupIds"],
  "aws:ecr/lifecyclePolicy:LifecyclePolicy": [],
  "aws:ecr/repository:Repository": [
    "encryptionConfigurations",
    "imageScanningConfiguration",
    "imageTagMutability",
  ],
  "aws:ecr/repositoryPolicy:RepositoryPolicy": ALL,
  "aws:ecs/cluster:Cluster": ["configuration", "settings"],
  "aws:ecs/taskDefinition:TaskDefinition": ["containerDefinitions", "executionRoleArn", "taskRoleArn"],
  "aws:iam/instanceProfile:InstanceProfile": ["role"],
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": ALL,
  "aws:iam/policy:Policy": ["policy"],
  "aws:iam/role:Role": [
    "assumeRolePolicy",
    "inlinePolicies",
    "managedPolicyArns",
    "maxSessionDuration",
    "permissionsBoundary",
  ],
  "aws:iam/rolePolicy:RolePolicy": ALL,
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ALL,
  "aws:kms/alias:Alias": ["targetKeyId"],
  "aws:kms/key:Key": ["enableKeyRotation", "isEnabled", "policy", "rotationPeriodInDays"],
  "aws:lambda/eventSourceMapping:EventSourceMapping": ["enabled", "eventSourceArn", "functionName"],
  "aws:lambda/function:Function": [
    "code",
    "environment",
    "kmsKeyArn",
    "layers",
    "role",
    "sourceCodeHash",
    "vpcConfig",
  ],
  "aws:lambda/permission:Permission": ALL,
  "aws:route53/record:Record": ALL,
  "aws:route53/zone:Zone": ["vpcs"],
  "aws:s3/bucket:Bucket": ["objectLockEnabled"],
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": ["rules"],
  "aws:s3/bucketLogging:BucketLogging": ALL,
  "aws:s3/bucketMetric:BucketMetric": [],
  "aws:s3/bucketNotification:BucketNotification": [],
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": ALL,
  "aws:s3/bucketPolicy:BucketPolicy": ALL,
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": ALL,
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": ALL,
  "aws:s3/bucketVersioning:BucketVersioning": ALL,
  "aws:sfn/stateMachine:StateMachine": ["definition", "loggingConfiguration", "roleArn"],
  "aws:sns/topic:Topic": ["kmsMasterKeyId", "policy"],
  "aws:sns/topicPolicy:TopicPolicy": ALL,
  "aws:sns/topicSubscription:TopicSubscription": ALL,
  "aws:sqs/queue:Queue": ["kmsMasterKeyId", "policy", "sqsManagedSseEnabled"],
  "aws:sqs/queuePolicy:QueuePolicy": ALL,
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": ALL,
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": ALL,
};

/** Tags of these types decide nothing, whatever else of them does. */
const HARMLESS = ["description", "tags", "tagsAll"];

/** Whether a change of the attribute is one of security. A type that nobody has judged counts as one. */
export function isSecurityAttribute(type: string, path: string): boolean {
  const attribute = String(parsePropertyPath(path)[0] ?? "");
  if (HARMLESS.includes(attribute)) {
    return false;
  }
  const attributes = SECURITY_ATTRIBUTES[type] ?? ALL;
  return attributes === ALL || attributes.includes(attribute);
}

/** Whether security depends on the resource being there. */
export function isSecurityType(type: string): boolean {
  return (SECURITY_ATTRIBUTES[type] ?? ALL).length > 0;
}
