import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { EnclaveEnvironment } from "../../contracts/enclave-environment";
import { RUNNER_ENVIRONMENT, RUNNER_MAX_ATTEMPTS } from "../../contracts/pipeline";
import { FLEET_TASK, fleetContainer } from "./fleet-container";
import { type LogSettings, logGroup } from "./log-group";

/** Variables that are the same for every request; the state machine adds those of one. */
export interface RunnerVariables {
  readonly requestTableName: pulumi.Input<string>;
  readonly backendUrl: pulumi.Input<string>;
  readonly secretsProvider: pulumi.Input<string>;
  readonly enclaveEnvironment: pulumi.Input<pulumi.Unwrap<EnclaveEnvironment>>;
  readonly heartbeatSeconds: number;
}

export interface RunnerServiceArgs extends LogSettings {
  readonly clusterName: string;
  readonly taskFamily: string;
  readonly logGroupName: string;
  readonly region: string;
  /** The runner's image by digest. */
  readonly image: pulumi.Input<string>;
  /** Role by which ECS pulls the image and writes the log. */
  readonly executionRoleArn: pulumi.Input<string>;
  /** Role of the runner itself. */
  readonly taskRoleArn: pulumi.Input<string>;
  /** Fargate's CPU units, 1024 a vCPU. */
  readonly cpu: number;
  readonly memoryMib: number;
  readonly environment: EnclaveEnvironment["environment"];
  readonly variables: RunnerVariables;
}

/** The ECS cluster and the Fargate task that the state machines run, one task per execution. */
export class RunnerService extends pulumi.ComponentResource {
  readonly clusterArn: pulumi.Output<string>;
  readonly taskDefinitionArn: pulumi.Output<string>;

  constructor(name: string, args: RunnerServiceArgs, options?: pulumi.ComponentResourceOptions) {
    super("fleet:pipeline:RunnerService", name, {}, options);

    const cluster = new aws.ecs.Cluster(
      name,
      {
        name: args.clusterName,
        settings: [{ name: "containerInsights", value: "enabled" }],
        tags: { Name: args.clusterName },
      },
      { parent: this },
    );
    const log = logGroup(`${name}-log`, args.logGroupName, args, this);
    const task = new aws.ecs.TaskDefinition(
      `${name}-task`,
      {
        family: args.taskFamily,
        ...FLEET_TASK,
        cpu: String(args.cpu),
        memory: String(args.memoryMib),
        executionRoleArn: args.executionRoleArn,
        taskRoleArn: args.taskRoleArn,
        containerDefinitions: pulumi.jsonStringify([
          fleetContainer({
            ...args,
            logGroupName: log.name,
            isHealthChecked: true,
            variables: variables(args),
          }),
        ]),
        tags: { Name: args.taskFamily },
      },
      { parent: this },
    );

    this.clusterArn = cluster.arn;
    this.taskDefinitionArn = task.arn;
    this.registerOutputs({ clusterArn: this.clusterArn, taskDefinitionArn: this.taskDefinitionArn });
  }
}

function variables({ variables: given, ...args }: RunnerServiceArgs): Record<string, pulumi.Input<string>> {
  return {
    AWS_MAX_ATTEMPTS: RUNNER_MAX_ATTEMPTS,
    AWS_REGION: args.region,
    [RUNNER_ENVIRONMENT.environment]: args.environment,
    [RUNNER_ENVIRONMENT.requestTable]: given.requestTableName,
    [RUNNER_ENVIRONMENT.backendUrl]: given.backendUrl,
    [RUNNER_ENVIRONMENT.secretsProvider]: given.secretsProvider,
    [RUNNER_ENVIRONMENT.enclaveConfig]: pulumi.jsonStringify(given.enclaveEnvironment),
    [RUNNER_ENVIRONMENT.heartbeatSeconds]: String(given.heartbeatSeconds),
  };
}
