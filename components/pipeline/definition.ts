/** A state of the Amazon States Language; the parts that our definitions use. */
export interface State {
  readonly Type: "Task" | "Choice" | "Wait" | "Succeed" | "Fail";
  readonly Comment?: string;
  readonly Resource?: string;
  readonly Parameters?: Readonly<Record<string, unknown>>;
  readonly ResultSelector?: Readonly<Record<string, string>>;
  readonly ResultPath?: string | null;
  readonly TimeoutSeconds?: number;
  readonly HeartbeatSeconds?: number;
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
  readonly Choices?: readonly Choice[];
  readonly Default?: string;
  readonly SecondsPath?: string;
  readonly ErrorPath?: string;
  readonly CausePath?: string;
  readonly Next?: string;
}

export interface Choice {
  readonly Variable: string;
  readonly StringEquals?: string;
  readonly BooleanEquals?: boolean;
  readonly IsPresent?: boolean;
  readonly Next: string;
}

export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly MaxAttempts: number;
  readonly IntervalSeconds?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: "FULL" | "NONE";
}

export interface Catcher {
  readonly ErrorEquals: readonly string[];
  /** Null drops the error. */
  readonly ResultPath: string | null;
  readonly Next: string;
}

/** A state machine's definition. */
export interface Definition {
  readonly Comment: string;
  readonly StartAt: string;
  readonly TimeoutSeconds: number;
  readonly States: Readonly<Record<string, State>>;
}

/** What both definitions name. */
export interface DefinitionArgs {
  readonly validateFunctionArn: string;
  readonly recordFunctionArn: string;
  readonly handleErrorFunctionArn: string;
  readonly clusterArn: string;
  readonly taskDefinitionArn: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupId: string;
  /** The longest that the runner may take, in seconds. */
  readonly runnerTimeoutSeconds: number;
  /** The longest that the runner may be silent, in seconds. */
  readonly runnerHeartbeatSeconds: number;
}
