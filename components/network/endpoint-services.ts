/** Services that the runner and the hosts call and that have an endpoint in every region. */
export const ENDPOINT_SERVICES = [
  "autoscaling",
  "ec2",
  "ec2messages",
  "ecr.api",
  "ecr.dkr",
  "kms",
  "logs",
  "ssm",
  "ssmmessages",
  "states",
  "sts",
] as const;
export type EndpointService = (typeof ENDPOINT_SERVICES)[number];
