import type { BaseInterface } from "../../../contracts/base-interface";
import { baseNames } from "../../../contracts/base-names";
import type { Environment } from "../../../contracts/environment";
import { backendUrl, secretsProviderUrl, stateBucketName, stateKeyAlias } from "../../../contracts/names";
import { MOCK_ACCOUNT_ID, MOCK_REGION } from "./mock-outputs";

/** What base exports in `environment`, with made-up ids. */
export function baseValues(environment: Environment): BaseInterface {
  const names = baseNames(environment);
  const role = (name: string) => `arn:aws:iam::${MOCK_ACCOUNT_ID}:role/${name}`;
  const policy = (name: string) => `arn:aws:iam::${MOCK_ACCOUNT_ID}:policy/${name}`;
  const tableArn = `arn:aws:dynamodb:${MOCK_REGION}:${MOCK_ACCOUNT_ID}:table/${names.requestTable}`;
  return {
    vpcId: "vpc-1",
    privateSubnetIds: ["subnet-private-a", "subnet-private-b"],
    hostSubnetIds: ["subnet-host-a", "subnet-host-b"],
    runnerSecurityGroupId: "sg-runner",
    hostSecurityGroupId: "sg-host",
    zoneId: "Z1",
    zoneName: `${environment}.hyperion.internal`,
    runnerRepositoryUrl: `${MOCK_ACCOUNT_ID}.dkr.ecr.${MOCK_REGION}.amazonaws.com/${names.runnerRepository}`,
    requestTableName: names.requestTable,
    requestTableArn: tableArn,
    requestTableStreamArn: `${tableArn}/stream/2026-01-01T00:00:00.000`,
    dataKeyArn: `arn:aws:kms:${MOCK_REGION}:${MOCK_ACCOUNT_ID}:key/data`,
    boundaryArn: policy(names.boundary),
    hostPolicyArn: policy(names.hostPolicy),
    triggerRoleArn: role(names.triggerRole),
    validateRoleArn: role(names.validateRole),
    recordRoleArn: role(names.recordRole),
    handleErrorRoleArn: role(names.handleErrorRole),
    taskStoppedRoleArn: role(names.taskStoppedRole),
    notifyWebhookRoleArn: role(names.notifyWebhookRole),
    reconcileRoleArn: role(names.reconcileRole),
    stateMachineRoleArn: role(names.stateMachineRole),
    taskExecutionRoleArn: role(names.taskExecutionRole),
    runnerRoleArn: role(names.runnerRole),
    hygieneRoleArn: role(names.hygieneRole),
    hygieneScheduleRoleArn: role(names.hygieneScheduleRole),
    backendUrl: backendUrl(stateBucketName(environment, MOCK_ACCOUNT_ID, MOCK_REGION), MOCK_REGION),
    secretsProvider: secretsProviderUrl(stateKeyAlias(environment), MOCK_REGION),
  };
}
