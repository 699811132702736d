import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Suppression } from "../../contracts/drift-suppressions";
import type { Environment } from "../../contracts/environment";
import { TASK_SETTINGS_VARIABLE, type TaskSettings } from "../../contracts/task-settings";
import { FLEET_TASK, fleetContainer } from "./fleet-container";
import { type LogSettings, logGroup } from "./log-group";

export interface HygieneScheduleArgs extends LogSettings {
  readonly environment: Environment;
  readonly region: string;
  readonly ruleName: string;
  readonly taskFamily: string;
  readonly logGroupName: string;
  /** `cron(…)` in UTC, or `rate(…)`. */
  readonly schedule: string;
  readonly clusterArn: pulumi.Input<string>;
  /** The runner's image by digest; `fleet` is in it too. */
  readonly image: pulumi.Input<string>;
  /** Role by which ECS pulls the image and writes the log. */
  readonly executionRoleArn: pulumi.Input<string>;
  /** Role of the check itself. */
  readonly taskRoleArn: pulumi.Input<string>;
  /** Role by which EventBridge runs the task. */
  readonly scheduleRoleArn: pulumi.Input<string>;
  readonly subnetIds: pulumi.Input<readonly string[]>;
  readonly securityGroupId: pulumi.Input<string>;
  readonly secretsProvider: pulumi.Input<string>;
  /**
   * Drift that the check does not report.
   * @default it reports all
   */
  readonly driftSuppressions?: readonly Suppression[];
}

/** Fargate's CPU units and memory in MiB: three engines one after the other, each with the aws provider. */
const CPU = "1024";
const MEMORY = "3072";

/** Runs `fleet hygiene daily` on the runner's cluster, by schedule. */
export class HygieneSchedule extends pulumi.ComponentResource {
  readonly taskDefinitionArn: pulumi.Output<string>;

  constructor(name: string, args: HygieneScheduleArgs, options?: pulumi.ComponentResourceOptions) {
    super("fleet:pipeline:HygieneSchedule", name, {}, options);

    const log = logGroup(`${name}-log`, args.logGroupName, args, this);
    const task = new aws.ecs.TaskDefinition(
      `${name}-task`,
      {
        family: args.taskFamily,
        ...FLEET_TASK,
        cpu: CPU,
        memory: MEMORY,
        executionRoleArn: args.executionRoleArn,
        taskRoleArn: args.taskRoleArn,
        containerDefinitions: pulumi.jsonStringify([
          fleetContainer({
            ...args,
            command: ["bin/fleet", "hygiene", "daily", args.environment, "--json"],
            logGroupName: log.name,
            variables: { AWS_REGION: args.region, [TASK_SETTINGS_VARIABLE]: settings(args) },
          }),
        ]),
        tags: { Name: args.taskFamily },
      },
      { parent: this },
    );
    const rule = new aws.cloudwatch.EventRule(
      name,
      {
        name: args.ruleName,
        description: `Daily check of state, locks and drift in ${args.environment}`,
        scheduleExpression: args.schedule,
        tags: { Name: args.ruleName },
      },
      { parent: this },
    );
    new aws.cloudwatch.EventTarget(
      `${name}-target`,
      {
        rule: rule.name,
        arn: args.clusterArn,
        roleArn: args.scheduleRoleArn,
        ecsTarget: {
          taskDefinitionArn: task.arn,
          launchType: "FARGATE",
          taskCount: 1,
          propagateTags: "TASK_DEFINITION",
          networkConfiguration: {
            subnets: pulumi.output(args.subnetIds).apply((ids) => [...ids]),
            securityGroups: [args.securityGroupId],
            assignPublicIp: false,
          },
        },
        // The next day's run makes up for one that could not be started.
        retryPolicy: { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 10 },
      },
      { parent: this },
    );

    this.taskDefinitionArn = task.arn;
    this.registerOutputs({ taskDefinitionArn: this.taskDefinitionArn });
  }
}

function settings(args: HygieneScheduleArgs): pulumi.Output<string> {
  const { environment, region, secretsProvider, driftSuppressions } = args;
  return pulumi.output(secretsProvider).apply((secretsprovider) => {
    const config = { "aws:region": region };
    const given: TaskSettings = { environment, secretsprovider, config, driftSuppressions };
    return JSON.stringify(given);
  });
}
