import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Environment } from "../../contracts/environment";
import { FUNCTION_ENVIRONMENT } from "../../contracts/function-environment";
import { NodeFunction, type NodeFunctionArgs } from "./node-function";

export interface ReconcilerArgs
  extends Omit<NodeFunctionArgs, "description" | "variables" | "timeoutSeconds" | "memoryMib"> {
  readonly ruleName: string;
  /** Minutes between two runs. */
  readonly periodMinutes: number;
  readonly environment: Environment;
  readonly requestTableName: pulumi.Input<string>;
  readonly deployStateMachineArn: pulumi.Input<string>;
  readonly cleanupStateMachineArn: pulumi.Input<string>;
  readonly topicArn: pulumi.Input<string>;
  /**
   * The short-lived copy of runtime whose rows it takes.
   * @default those that belong to none
   */
  readonly workspace?: string;
  /** @default the environment does not try itself */
  readonly canary?: Canary;
}

/** A request that the function makes at an interval, to see whether requests get through. */
export interface Canary {
  /** Of its enclave, by digest. */
  readonly image: string;
  /** From one to the next. */
  readonly minutes: number;
}

/** Enough for the requests of a day, at the rate at which Step Functions starts executions; a run ends by itself. */
const TIMEOUT_SECONDS = 300;

/** A schedule → the function that brings every row and its executions together. */
export class Reconciler extends pulumi.ComponentResource {
  readonly functionArn: pulumi.Output<string>;

  constructor(name: string, args: ReconcilerArgs, options?: pulumi.ComponentResourceOptions) {
    super("fleet:pipeline:Reconciler", name, {}, options);

    const { functionArn, functionName } = new NodeFunction(
      name,
      {
        ...args,
        description: "Does what the pipeline has missed, and ends what is past its lifetime",
        timeoutSeconds: TIMEOUT_SECONDS,
        variables: {
          [FUNCTION_ENVIRONMENT.environment]: args.environment,
          [FUNCTION_ENVIRONMENT.requestTable]: args.requestTableName,
          [FUNCTION_ENVIRONMENT.deployStateMachine]: args.deployStateMachineArn,
          [FUNCTION_ENVIRONMENT.cleanupStateMachine]: args.cleanupStateMachineArn,
          [FUNCTION_ENVIRONMENT.topic]: args.topicArn,
          ...(args.workspace !== undefined && { [FUNCTION_ENVIRONMENT.workspace]: args.workspace }),
          ...(args.canary && {
            [FUNCTION_ENVIRONMENT.canaryImage]: args.canary.image,
            [FUNCTION_ENVIRONMENT.canaryMinutes]: String(args.canary.minutes),
          }),
        },
      },
      { parent: this },
    );
    const rule = new aws.cloudwatch.EventRule(
      name,
      {
        name: args.ruleName,
        description: "Compares the requests with their executions",
        scheduleExpression: rateOf(args.periodMinutes),
        tags: { Name: args.ruleName },
      },
      { parent: this },
    );
    const permission = new aws.lambda.Permission(
      `${name}-permission`,
      {
        action: "lambda:InvokeFunction",
        function: functionName,
        principal: "events.amazonaws.com",
        sourceArn: rule.arn,
      },
      { parent: this },
    );
    new aws.cloudwatch.EventTarget(
      `${name}-target`,
      {
        rule: rule.name,
        arn: functionArn,
        // later than that the next run has done it
        retryPolicy: { maximumEventAgeInSeconds: 60 * args.periodMinutes, maximumRetryAttempts: 10 },
      },
      { parent: this, dependsOn: [permission] },
    );

    this.functionArn = functionArn;
    this.registerOutputs({ functionArn: this.functionArn });
  }
}

/** EventBridge wants the singular of one. */
function rateOf(minutes: number): string {
  return `rate(${minutes} ${minutes === 1 ? "minute" : "minutes"})`;
}
