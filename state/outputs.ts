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
  /** Where alarms of bucket, key and operations are told. */
  readonly alarmTopicArn: string;
  readonly stateDashboardName: string;
}

/** What project `fleet-state` exports. */
export type StateOutputs = { readonly [Name in keyof StateValues]: pulumi.Input<StateValues[Name]> };
