import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface TaskStoppedRuleArgs {
  readonly ruleName: string;
  readonly clusterArn: pulumi.Input<string>;
  readonly functionArn: pulumi.Input<string>;
  readonly functionName: pulumi.Input<string>;
  /** Where events go that the function could not be called with. */
  readonly deadLetterQueueArn: pulumi.Input<string>;
}

/** ECS says that a task of the cluster has stopped → the function that tells its state machine. */
export class TaskStoppedRule extends pulumi.ComponentResource {
  constructor(name: string, args: TaskStoppedRuleArgs, options?: pulumi.ComponentResourceOptions) {
    super("fleet:pipeline:TaskStoppedRule", name, {}, options);

    const rule = new aws.cloudwatch.EventRule(
      name,
      {
        name: args.ruleName,
        description: "Tasks of the runner that have stopped",
        eventPattern: pulumi.jsonStringify({
          source: ["aws.ecs"],
          "detail-type": ["ECS Task State Change"],
          detail: { clusterArn: [args.clusterArn], lastStatus: ["STOPPED"] },
        }),
        tags: { Name: args.ruleName },
      },
      { parent: this },
    );
    const permission = new aws.lambda.Permission(
      `${name}-permission`,
      {
        action: "lambda:InvokeFunction",
        function: args.functionName,
        principal: "events.amazonaws.com",
        sourceArn: rule.arn,
      },
      { parent: this },
    );
    new aws.cloudwatch.EventTarget(
      `${name}-target`,
      {
        rule: rule.name,
        arn: args.functionArn,
        // later than that the heartbeat has told the state machine
        retryPolicy: { maximumEventAgeInSeconds: 600, maximumRetryAttempts: 10 },
        deadLetterConfig: { arn: args.deadLetterQueueArn },
      },
      { parent: this, dependsOn: [permission] },
    );

    this.registerOutputs({});
  }
}
