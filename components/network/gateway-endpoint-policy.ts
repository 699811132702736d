import type { PolicyStatement } from "../access/policy-document";

export const GATEWAY_SERVICES = ["s3", "dynamodb"] as const;
export type GatewayService = (typeof GATEWAY_SERVICES)[number];

/**
 * What may pass the gateway endpoint of a service: our account's principals to what our account owns, so that nobody
 * inside can carry data to a bucket or table of another account by its credentials. Who may do what there is for the
 * roles' own policies to say.
 */
export function gatewayEndpointStatements(
  service: GatewayService,
  accountId: string,
  region: string,
): PolicyStatement[] {
  const own: PolicyStatement = {
    Sid: "OwnAccount",
    Effect: "Allow",
    Principal: "*",
    Action: `${service}:*`,
    Resource: "*",
    Condition: { StringEquals: { "aws:PrincipalAccount": accountId, "aws:ResourceAccount": accountId } },
  };
  return service === "s3" ? [own, readAwsBuckets(region)] : [own];
}

/** Buckets of AWS that runner and hosts read without our credentials, or with some that AWS has signed. */
function readAwsBuckets(region: string): PolicyStatement {
  const buckets = [
    // layers of images in ECR (https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html)
    `prod-${region}-starport-layer-bucket`,
    // packages of Amazon Linux 2023 (https://docs.aws.amazon.com/linux/al2023/ug/repositories-s3-gateway.html)
    `al2023-repos-${region}-de612dc2`,
    // updates of the Systems Manager agent
    // (https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-agent-technical-details.html)
    `amazon-ssm-${region}`,
  ];
  return {
    Sid: "ReadAwsBuckets",
    Effect: "Allow",
    Principal: "*",
    Action: "s3:GetObject",
    Resource: buckets.map((bucket) => `arn:aws:s3:::${bucket}/*`),
  };
}
