import type * as pulumi from "@pulumi/pulumi";
import { RUNNER_CONTAINER } from "../../contracts/pipeline";

export interface FleetContainerArgs {
  /** The runner's image by digest. */
  readonly image: pulumi.Input<string>;
  /**
   * What the image runs, with its arguments.
   * @default the runner
   */
  readonly command?: readonly string[];
  readonly region: string;
  readonly logGroupName: pulumi.Input<string>;
  /**
   * Whether ECS asks the container whether it is alive: one that sends heartbeats knows.
   * @default false
   */
  readonly isHealthChecked?: boolean;
  /** Environment variables by name. */
  readonly variables: Readonly<Record<string, pulumi.Input<string>>>;
}

/** The most that Fargate grants between SIGTERM and SIGKILL: time for the engine to stop gracefully. */
const STOP_TIMEOUT_SECONDS = 120;

/** Seconds. A task that nobody replaces lives on when it is unhealthy: this is for who looks, and for ECS's metrics. */
const HEALTH_CHECK = {
  command: ["CMD", "node", "runner/health-check.cjs"],
  interval: 60,
  timeout: 10,
  startPeriod: 60,
  retries: 3,
};

/** Where the container may write; the rest of its file system is read-only. */
const SCRATCH = "scratch";

/** User and group of the image's Dockerfile. */
const USER = "1000:1000";

/** What a task definition with {@link fleetContainer} needs besides sizes and roles. */
export const FLEET_TASK = {
  requiresCompatibilities: ["FARGATE"],
  networkMode: "awsvpc",
  runtimePlatform: { cpuArchitecture: "X86_64", operatingSystemFamily: "LINUX" },
  volumes: [{ name: SCRATCH }],
};

/** The definition of a container of the runner's image. */
export function fleetContainer(args: FleetContainerArgs): object {
  return {
    name: RUNNER_CONTAINER,
    image: args.image,
    ...(args.command && { command: args.command }),
    essential: true,
    user: USER,
    readonlyRootFilesystem: true,
    privileged: false,
    stopTimeout: STOP_TIMEOUT_SECONDS,
    ...(args.isHealthChecked && { healthCheck: HEALTH_CHECK }),
    linuxParameters: { initProcessEnabled: true },
    mountPoints: [{ sourceVolume: SCRATCH, containerPath: "/tmp", readOnly: false }],
    environment: environment(args.variables),
    logConfiguration: {
      logDriver: "awslogs",
      options: {
        "awslogs-group": args.logGroupName,
        "awslogs-region": args.region,
        "awslogs-stream-prefix": RUNNER_CONTAINER,
      },
    },
  };
}

/** In the order of names, as ECS gives it back. */
function environment(variables: FleetContainerArgs["variables"]): readonly object[] {
  return Object.entries(variables)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ({ name, value }));
}
