import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { EnclaveEnvironment } from "../../contracts/enclave-environment";
import { RUNNER_CONTAINER, RUNNER_ENVIRONMENT } from "../../contracts/pipeline";
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

/** The most that Fargate grants between SIGTERM and SIGKILL: time for the engine to stop gracefully. */
const STOP_TIMEOUT_SECONDS = 120;

/** Where the runner may write; the rest of its file system is read-only. */
const SCRATCH = "scratch";

/** User and group of the image's Dockerfile. */
const USER = "1000:1000";

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
        requiresCompatibilities: ["FARGATE"],
        networkMode: "awsvpc",
        cpu: String(args.cpu),
        memory: String(args.memoryMib),
        runtimePlatform: { cpuArchitecture: "X86_64", operatingSystemFamily: "LINUX" },
        executionRoleArn: args.executionRoleArn,
        taskRoleArn: args.taskRoleArn,
        volumes: [{ name: SCRATCH }],
        containerDefinitions: pulumi.jsonStringify([container(args, log.name)]),
        tags: { Name: args.taskFamily },
      },
      { parent: this },
    );

    this.clusterArn = cluster.arn;
    this.taskDefinitionArn = task.arn;
    this.registerOutputs({ clusterArn: this.clusterArn, taskDefinitionArn: this.taskDefinitionArn });
  }
}

function container(args: RunnerServiceArgs, logGroupName: pulumi.Input<string>): object {
  return {
    name: RUNNER_CONTAINER,
    image: args.image,
    essential: true,
    user: USER,
    readonlyRootFilesystem: true,
    privileged: false,
    stopTimeout: STOP_TIMEOUT_SECONDS,
    linuxParameters: { initProcessEnabled: true },
    mountPoints: [{ sourceVolume: SCRATCH, containerPath: "/tmp", readOnly: false }],
    environment: environment(args),
    logConfiguration: {
      logDriver: "awslogs",
      options: {
        "awslogs-group": logGroupName,
        "awslogs-region": args.region,
        "awslogs-stream-prefix": RUNNER_CONTAINER,
      },
    },
  };
}

/** In the order of names, as ECS gives it back. */
function environment({ variables, ...args }: RunnerServiceArgs): readonly object[] {
  const values: Readonly<Record<string, pulumi.Input<string>>> = {
    AWS_REGION: args.region,
    [RUNNER_ENVIRONMENT.environment]: args.environment,
    [RUNNER_ENVIRONMENT.requestTable]: variables.requestTableName,
    [RUNNER_ENVIRONMENT.backendUrl]: variables.backendUrl,
    [RUNNER_ENVIRONMENT.secretsProvider]: variables.secretsProvider,
    [RUNNER_ENVIRONMENT.enclaveConfig]: pulumi.jsonStringify(variables.enclaveEnvironment),
    [RUNNER_ENVIRONMENT.heartbeatSeconds]: String(variables.heartbeatSeconds),
  };
  return Object.entries(values)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ({ name, value }));
}
