import type { EcsParameters, LaunchType, PropagateTags } from "@aws-sdk/client-eventbridge";

import type { Properties, Shapes } from "../resource";

/** Inputs of a rule's target that is a task. */
export const ECS_TARGET: Shapes = {
  taskDefinitionArn: "leaf",
  taskCount: "leaf",
  launchType: "leaf",
  propagateTags: "leaf",
  networkConfiguration: { subnets: "leaf", securityGroups: "leaf", assignPublicIp: "leaf" },
};

/** The API's form of `ecsTarget`. */
export function ecsParameters(ecsTarget: Properties | undefined): EcsParameters | undefined {
  if (!ecsTarget) return undefined;
  const { networkConfiguration: network } = ecsTarget;
  return {
    TaskDefinitionArn: ecsTarget.taskDefinitionArn,
    TaskCount: ecsTarget.taskCount ?? 1,
    LaunchType: ecsTarget.launchType as LaunchType | undefined,
    PropagateTags: ecsTarget.propagateTags as PropagateTags | undefined,
    NetworkConfiguration: network && {
      awsvpcConfiguration: {
        Subnets: network.subnets,
        SecurityGroups: network.securityGroups,
        AssignPublicIp: network.assignPublicIp ? "ENABLED" : "DISABLED",
      },
    },
  };
}

/** The provider's form of what EventBridge keeps. */
export function ecsTargetOf(parameters: EcsParameters | undefined): Properties | undefined {
  if (!parameters) return undefined;
  const network = parameters.NetworkConfiguration?.awsvpcConfiguration;
  return {
    taskDefinitionArn: parameters.TaskDefinitionArn,
    taskCount: parameters.TaskCount,
    launchType: parameters.LaunchType,
    propagateTags: parameters.PropagateTags,
    ...(network && {
      networkConfiguration: {
        subnets: network.Subnets,
        securityGroups: network.SecurityGroups,
        assignPublicIp: network.AssignPublicIp === "ENABLED",
      },
    }),
  };
}
