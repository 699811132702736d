import type { DefinitionArgs } from "../../../components/pipeline/definition";

export const ARGS: DefinitionArgs = {
  validateFunctionArn: "arn:aws:lambda:eu-west-1:111122223333:function:hyperion-dev-validate",
  recordFunctionArn: "arn:aws:lambda:eu-west-1:111122223333:function:hyperion-dev-record",
  handleErrorFunctionArn: "arn:aws:lambda:eu-west-1:111122223333:function:hyperion-dev-handle-error",
  clusterArn: "arn:aws:ecs:eu-west-1:111122223333:cluster/hyperion-dev-runner",
  taskDefinitionArn: "arn:aws:ecs:eu-west-1:111122223333:task-definition/hyperion-dev-runner:1",
  subnetIds: ["subnet-a", "subnet-b"],
  securityGroupId: "sg-runner",
  runnerTimeoutSeconds: 1800,
  runnerHeartbeatSeconds: 120,
};
