import { RUNNER_ENVIRONMENT } from "../../contracts/pipeline";

/** What base would offer to enclaves in dev. */
export const ENCLAVE_ENVIRONMENT = {
  environment: "dev",
  region: "eu-west-1",
  costCenter: "hyperion",
  vpcId: "vpc-1",
  hostSubnetIds: ["subnet-a"],
  hostSecurityGroupId: "sg-hosts",
  zoneId: "Z1",
  zoneName: "dev.hyperion.internal",
  dataKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/data",
  boundaryArn: "arn:aws:iam::111122223333:policy/boundary",
  hostPolicyArn: "arn:aws:iam::111122223333:policy/host",
  enclaveRolePath: "/hyperion/dev/enclave/",
} as const;

/** Variables of a runner that deploys request "vault". */
export const RUNNER_VARIABLES: Readonly<Record<string, string>> = {
  [RUNNER_ENVIRONMENT.environment]: "dev",
  [RUNNER_ENVIRONMENT.requestTable]: "hyperion-dev-requests",
  [RUNNER_ENVIRONMENT.backendUrl]: "s3://state?region=eu-west-1",
  [RUNNER_ENVIRONMENT.secretsProvider]: "awskms://alias/state?region=eu-west-1",
  [RUNNER_ENVIRONMENT.enclaveConfig]: JSON.stringify(ENCLAVE_ENVIRONMENT),
  [RUNNER_ENVIRONMENT.heartbeatSeconds]: "60",
  [RUNNER_ENVIRONMENT.taskToken]: "token",
  [RUNNER_ENVIRONMENT.id]: "vault",
  [RUNNER_ENVIRONMENT.generation]: "1",
  [RUNNER_ENVIRONMENT.operation]: "deploy",
  [RUNNER_ENVIRONMENT.fence]: "4",
  [RUNNER_ENVIRONMENT.correlationId]: "vault-g1-deploy",
};
