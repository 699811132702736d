import * as pulumi from "@pulumi/pulumi";
import { Configuration, type FleetSettings, fleetSettings } from "../contracts/configuration";
import { FleetError } from "../contracts/errors";
import { LOG_RETENTION_DAYS } from "../contracts/log-retention";

/** Where base's values come from: its stack's outputs, or tags and names in the account. */
const BASE_SOURCES = ["reference", "lookup"] as const;
export type BaseSource = (typeof BASE_SOURCES)[number];

const HOST_SUBNET_TIERS = ["private", "isolated"] as const;
export type HostSubnetTier = (typeof HOST_SUBNET_TIERS)[number];

export interface RuntimeConfig extends FleetSettings {
  /**
   * `runtime:baseSource`: `lookup` for an account whose base somebody else made.
   * @default "reference"
   */
  readonly baseSource: BaseSource;
  /**
   * `runtime:lookupProjectTag`: value of the tag Project by which `lookup` finds the network.
   * @default "hyperion-fleet"
   */
  readonly lookupProjectTag: string;
  /**
   * `runtime:lookupHostSubnetTier`: value of the tag Tier of the hosts' subnets for `lookup`.
   * @default "private"
   */
  readonly lookupHostSubnetTier: HostSubnetTier;
  /**
   * `runtime:lambdaRuntime`: Node.js of the functions, from 20 on.
   * @default "nodejs22.x"
   */
  readonly lambdaRuntime: string;
  /**
   * `runtime:imageRegistries`: registries (host and port) that enclaves' images may come from.
   * @default the registry of the runner's own image
   */
  readonly imageRegistries: readonly string[];
  /** `runtime:runnerImageDigest`: an image in base's repository; absent when it is built. */
  readonly runnerImageDigest?: string;
  /**
   * `runtime:runnerCpu`: Fargate's CPU units, 1024 a vCPU.
   * @default 1024
   */
  readonly runnerCpu: number;
  /**
   * `runtime:runnerMemoryMib`: what Fargate allows with `runnerCpu`.
   * @default 2048
   */
  readonly runnerMemoryMib: number;
  /**
   * `runtime:runnerTimeoutSeconds`: the longest that a deployment may take.
   * @default 1800
   */
  readonly runnerTimeoutSeconds: number;
  /**
   * `runtime:runnerHeartbeatSeconds`: the longest that the runner may be silent; it sends three in that time.
   * @default 120
   */
  readonly runnerHeartbeatSeconds: number;
  /**
   * `runtime:streamRetryAttempts`: times that a failing batch of the stream is tried again.
   * @default 5
   */
  readonly streamRetryAttempts: number;
  /**
   * `runtime:streamMaximumRecordAgeSeconds`: age at which a failing record is given up.
   * @default 3600
   */
  readonly streamMaximumRecordAgeSeconds: number;
  /**
   * `runtime:logRetentionDays`: how long logs of functions, state machines and runner are kept.
   * @default 365
   */
  readonly logRetentionDays: number;
  /**
   * `runtime:notificationEmail`: address that gets failures and alarms.
   * @default none
   */
  readonly notificationEmail?: string;
}

/** Memory in MiB that Fargate allows for each number of CPU units. */
const FARGATE_MEMORY: Readonly<Record<number, readonly [min: number, max: number]>> = {
  512: [1024, 4096],
  1024: [2048, 8192],
  2048: [4096, 16_384],
  4096: [8192, 30_720],
};

const DIGEST = /^sha256:[a-f0-9]{64}$/;
const REGISTRY = /^[a-z0-9-]+(\.[a-z0-9-]+)+(:[0-9]{1,5})?$/;
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const TAG_VALUE = /^[A-Za-z0-9+=._:/@-]{1,128}$/;

/**
 * Reads the stack's configuration; the only place in this project that does.
 *
 * @throws FleetError `InvalidEnvironment`, `InvalidConfiguration`
 */
export function readConfig(): RuntimeConfig {
  const values = pulumi.runtime.allConfig();
  const runtime = new Configuration("runtime", values);
  const config: RuntimeConfig = {
    ...fleetSettings(pulumi.getStack(), values),
    baseSource: runtime.oneOf("baseSource", BASE_SOURCES, "reference"),
    lookupProjectTag:
      runtime.text("lookupProjectTag", TAG_VALUE, "the value of a tag, at most 128 characters") ??
      "hyperion-fleet",
    lookupHostSubnetTier: runtime.oneOf("lookupHostSubnetTier", HOST_SUBNET_TIERS, "private"),
    lambdaRuntime:
      runtime.text(
        "lambdaRuntime",
        /^nodejs[2-9][0-9]\.x$/,
        "a Node.js runtime of Lambda, for example nodejs22.x",
      ) ?? "nodejs22.x",
    imageRegistries: runtime.textList(
      "imageRegistries",
      REGISTRY,
      "a registry, for example 111122223333.dkr.ecr.eu-west-1.amazonaws.com",
      [],
    ),
    runnerImageDigest: runnerImageDigest(runtime),
    runnerCpu: runtime.oneNumberOf("runnerCpu", Object.keys(FARGATE_MEMORY).map(Number), 1024),
    runnerMemoryMib: runtime.wholeNumber("runnerMemoryMib", { min: 1024, max: 30_720 }, 2048),
    runnerTimeoutSeconds: runtime.wholeNumber("runnerTimeoutSeconds", { min: 60, max: 14_400 }, 1800),
    runnerHeartbeatSeconds: runtime.wholeNumber("runnerHeartbeatSeconds", { min: 15, max: 900 }, 120),
    streamRetryAttempts: runtime.wholeNumber("streamRetryAttempts", { min: 0, max: 100 }, 5),
    streamMaximumRecordAgeSeconds: runtime.wholeNumber(
      "streamMaximumRecordAgeSeconds",
      { min: 60, max: 86_400 },
      3600,
    ),
    logRetentionDays: runtime.oneNumberOf("logRetentionDays", LOG_RETENTION_DAYS, 365),
    notificationEmail: runtime.text("notificationEmail", EMAIL, "an e-mail address"),
  };
  runtime.assertNoUnknownKeys();
  assertFargateSize(config);
  assertHeartbeat(config);
  return config;
}

function runnerImageDigest(runtime: Configuration): string | undefined {
  const digest = runtime.text("runnerImageDigest", DIGEST, "sha256: and 64 hexadecimal digits");
  const build = runtime.flag("runnerBuild", false);
  if (digest === undefined && !build) {
    throw new FleetError(
      "InvalidConfiguration",
      "runtime:runnerImageDigest is not set: set it to the digest of an image in base's repository, or set runtime:runnerBuild to true to build one with docker at every change",
    );
  }
  return digest;
}

function assertFargateSize({ runnerCpu, runnerMemoryMib }: RuntimeConfig): void {
  const [min, max] = FARGATE_MEMORY[runnerCpu] ?? [0, 0];
  if (runnerMemoryMib < min || runnerMemoryMib > max || runnerMemoryMib % 1024 !== 0) {
    throw new FleetError(
      "InvalidConfiguration",
      `runtime:runnerMemoryMib is ${runnerMemoryMib}: with runtime:runnerCpu ${runnerCpu} Fargate allows multiples of 1024 from ${min} to ${max}`,
    );
  }
}

function assertHeartbeat({ runnerHeartbeatSeconds, runnerTimeoutSeconds }: RuntimeConfig): void {
  if (runnerHeartbeatSeconds >= runnerTimeoutSeconds) {
    throw new FleetError(
      "InvalidConfiguration",
      `runtime:runnerHeartbeatSeconds is ${runnerHeartbeatSeconds}: it must be below runtime:runnerTimeoutSeconds, which is ${runnerTimeoutSeconds}`,
    );
  }
}
