import type * as pulumi from "@pulumi/pulumi";

/** What project `runtime` knows when it is deployed. */
export interface RuntimeValues {
  readonly deployStateMachineArn: string;
  readonly cleanupStateMachineArn: string;
  readonly triggerFunctionArn: string;
  readonly deadLetterQueueUrl: string;
  readonly topicArn: string;
  readonly clusterArn: string;
  readonly runnerTaskDefinitionArn: string;
  /** Not in a short-lived copy. */
  readonly hygieneTaskDefinitionArn?: string;
  /** By digest. */
  readonly runnerImage: string;
  /** Not in a short-lived copy. */
  readonly dashboardName?: string;
}

/** What project `runtime` exports. */
export type RuntimeOutputs = { readonly [Name in keyof RuntimeValues]: pulumi.Input<RuntimeValues[Name]> };
