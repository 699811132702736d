/** What runtime and enclaves need of base: exported by base, or found by tags where base is somebody else's. */
export interface BaseInterface {
  readonly vpcId: string;
  readonly privateSubnetIds: readonly string[];
  /** Where hosts go: the isolated or the private subnets, as base is configured. */
  readonly hostSubnetIds: readonly string[];
  readonly runnerSecurityGroupId: string;
  readonly hostSecurityGroupId: string;
  readonly zoneId: string;
  readonly zoneName: string;
  readonly runnerRepositoryUrl: string;
  readonly requestTableName: string;
  readonly requestTableArn: string;
  readonly requestTableStreamArn: string;
  /** Key of table, queues, topic, logs and volumes. */
  readonly dataKeyArn: string;
  readonly boundaryArn: string;
  /** Managed policy that every host role gets. */
  readonly hostPolicyArn: string;
  readonly triggerRoleArn: string;
  readonly validateRoleArn: string;
  readonly recordRoleArn: string;
  readonly handleErrorRoleArn: string;
  readonly taskStoppedRoleArn: string;
  readonly notifyWebhookRoleArn: string;
  readonly reconcileRoleArn: string;
  readonly stateMachineRoleArn: string;
  readonly taskExecutionRoleArn: string;
  readonly runnerRoleArn: string;
  readonly hygieneRoleArn: string;
  readonly hygieneScheduleRoleArn: string;
  readonly backendUrl: string;
  readonly secretsProvider: string;
}

/** Names of {@link BaseInterface}'s fields: what base must export. */
export const BASE_INTERFACE_FIELDS: readonly (keyof BaseInterface)[] = [
  "vpcId",
  "privateSubnetIds",
  "hostSubnetIds",
  "runnerSecurityGroupId",
  "hostSecurityGroupId",
  "zoneId",
  "zoneName",
  "runnerRepositoryUrl",
  "requestTableName",
  "requestTableArn",
  "requestTableStreamArn",
  "dataKeyArn",
  "boundaryArn",
  "hostPolicyArn",
  "triggerRoleArn",
  "validateRoleArn",
  "recordRoleArn",
  "handleErrorRoleArn",
  "taskStoppedRoleArn",
  "notifyWebhookRoleArn",
  "reconcileRoleArn",
  "stateMachineRoleArn",
  "taskExecutionRoleArn",
  "runnerRoleArn",
  "hygieneRoleArn",
  "hygieneScheduleRoleArn",
  "backendUrl",
  "secretsProvider",
];
