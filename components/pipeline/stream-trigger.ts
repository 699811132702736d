import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { FUNCTION_ENVIRONMENT } from "../../contracts/function-environment";
import { NodeFunction, type NodeFunctionArgs } from "./node-function";

export interface StreamTriggerArgs
  extends Omit<NodeFunctionArgs, "description" | "variables" | "timeoutSeconds"> {
  /** Stream of the request table, with both images. */
  readonly streamArn: pulumi.Input<string>;
  /** Where records go that the function refuses to the end. */
  readonly deadLetterQueueArn: pulumi.Input<string>;
  readonly deployStateMachineArn: pulumi.Input<string>;
  readonly cleanupStateMachineArn: pulumi.Input<string>;
  /**
   * The short-lived copy of runtime whose rows it takes.
   * @default those that belong to none
   */
  readonly workspace?: string;
  /**
   * Times that a failing batch is tried again.
   * @default 5
   */
  readonly retryAttempts?: number;
  /**
   * Age at which a record that keeps failing is given up, in seconds.
   * @default 3600
   */
  readonly maximumRecordAgeSeconds?: number;
}

/** Rows of one runtime. REMOVE says nothing that the pipeline acts on. */
function filterOf(workspace: string | undefined) {
  return {
    eventName: ["INSERT", "MODIFY"],
    dynamodb: { NewImage: { workspace: { S: [workspace ?? { exists: false }] } } },
  };
}

/** The request table's stream → the trigger function → executions of the state machines. */
export class StreamTrigger extends pulumi.ComponentResource {
  readonly functionArn: pulumi.Output<string>;
  readonly functionName: pulumi.Output<string>;

  constructor(name: string, args: StreamTriggerArgs, options?: pulumi.ComponentResourceOptions) {
    super("fleet:pipeline:StreamTrigger", name, {}, options);

    const { functionArn, functionName } = new NodeFunction(
      name,
      {
        ...args,
        description: "Starts a state machine for each new generation of a request",
        timeoutSeconds: 60,
        variables: {
          [FUNCTION_ENVIRONMENT.deployStateMachine]: args.deployStateMachineArn,
          [FUNCTION_ENVIRONMENT.cleanupStateMachine]: args.cleanupStateMachineArn,
        },
      },
      { parent: this },
    );
    new aws.lambda.EventSourceMapping(
      `${name}-mapping`,
      {
        eventSourceArn: args.streamArn,
        functionName: functionArn,
        // what was asked for while there was no trigger is not lost; what was done is recognised
        startingPosition: "TRIM_HORIZON",
        batchSize: 100,
        bisectBatchOnFunctionError: true,
        functionResponseTypes: ["ReportBatchItemFailures"],
        // Lambda's defaults are 24 hours: one bad record would block its shard that long
        maximumRetryAttempts: args.retryAttempts ?? 5,
        maximumRecordAgeInSeconds: args.maximumRecordAgeSeconds ?? 3600,
        destinationConfig: { onFailure: { destinationArn: args.deadLetterQueueArn } },
        filterCriteria: { filters: [{ pattern: JSON.stringify(filterOf(args.workspace)) }] },
      },
      { parent: this },
    );

    this.functionArn = functionArn;
    this.functionName = functionName;
    this.registerOutputs({ functionArn: this.functionArn, functionName: this.functionName });
  }
}
