import type * as pulumi from "@pulumi/pulumi";

/** What `fleet-state` knows when it is deployed. */
export interface StateValues {
  readonly stateBucketName: string;
  readonly stateBucketArn: string;
  readonly stateKeyArn: string;
  /** With its prefix: `alias/…`. */
  readonly stateKeyAlias: string;
  /** For PULUMI_BACKEND_URL and `pulumi login`. */
  readonly backendUrl: string;
  /** For `pulumi stack init --secrets-provider`. */
  readonly secretsProvider: string;
  /** Managed policy for previews. */
  readonly readPolicyArn: string;
  /** Managed policy for deployments. */
  readonly writePolicyArn: string;
  /** Managed policy for audits: all logs, nothing of the state. */
  readonly auditPolicyArn: string;
  /** Managed policy for recovery drills, beside that for previews. */
  readonly drillPolicyArn: string;
  /** Where alarms of bucket, key and operations are told. */
  readonly alarmTopicArn: string;
  readonly stateDashboardName: string;
  /** Workspaces, resources and deployments of the environment. */
  readonly registryTableName: string;
  /** For `role-to-assume` of workflows that read; absent without a repository. */
  readonly githubPreviewRoleArn?: string;
  /** For `role-to-assume` of workflows that deploy; absent without a repository. */
  readonly githubDeployRoleArn?: string;
}

/** What project `fleet-state` exports. */
export type StateOutputs = { readonly [Name in keyof StateValues]: pulumi.Input<StateValues[Name]> };
