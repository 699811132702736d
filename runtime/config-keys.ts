import { type ConfigOf, configuration } from "../contracts/configuration";
import {
  EMAIL,
  flag,
  listOf,
  oneNumberOf,
  oneOf,
  optionalText,
  optionalWholeNumber,
  text,
  textList,
  wholeNumber,
} from "../contracts/configuration-key";
import { FleetError } from "../contracts/errors";
import { LOG_RETENTION_DAYS } from "../contracts/log-retention";
import { HOST_FAMILIES } from "../contracts/prices/price-list";

/** Where base's values come from: its stack's outputs, or tags and names in the account. */
const BASE_SOURCES = ["reference", "lookup"] as const;
export type BaseSource = (typeof BASE_SOURCES)[number];

const HOST_SUBNET_TIERS = ["private", "isolated"] as const;
export type HostSubnetTier = (typeof HOST_SUBNET_TIERS)[number];

/** Memory in MiB that Fargate allows for each number of CPU units. */
const FARGATE_MEMORY: Readonly<Record<number, readonly [min: number, max: number]>> = {
  512: [1024, 4096],
  1024: [2048, 8192],
  2048: [4096, 16_384],
  4096: [8192, 30_720],
};

/** Six fields, or a number and its unit; what is wrong within them, EventBridge says. */
const SCHEDULE = {
  pattern: /^(cron\(\S+( \S+){5}\)|rate\((([2-9]|[1-9]\d+) (minutes|hours|days)|1 (minute|hour|day))\))$/,
  allowed: "a schedule, for example cron(17 2 * * ? *) or rate(1 day)",
};

export const RUNTIME_CONFIGURATION = configuration({
  namespace: "runtime",
  keys: {
    baseSource: oneOf(BASE_SOURCES, {
      description: "how base is found; lookup is for an account whose base somebody else made",
      default: "reference",
    }),
    lookupProjectTag: text(
      {
        pattern: /^[A-Za-z0-9+=._:/@-]{1,128}$/,
        allowed: "the value of a tag, at most 128 characters",
      },
      {
        description: "value of the tag Project by which lookup finds the network",
        default: "hyperion-fleet",
      },
    ),
    lookupHostSubnetTier: oneOf(HOST_SUBNET_TIERS, {
      description: "value of the tag Tier of the hosts' subnets for lookup",
      default: "private",
    }),
    lambdaRuntime: text(
      { pattern: /^nodejs[2-9][0-9]\.x$/, allowed: "a Node.js runtime of Lambda, for example nodejs22.x" },
      { description: "Node.js of the functions, from 20 on", default: "nodejs22.x" },
    ),
    functionMemoryMib: wholeNumber(
      { min: 128, max: 10_240 },
      {
        description: "memory of each function, which gives it processor in proportion",
        unit: "MiB",
        default: 256,
      },
    ),
    imageRegistries: textList(
      {
        pattern: /^[a-z0-9-]+(\.[a-z0-9-]+)+(:[0-9]{1,5})?$/,
        allowed: "a registry, for example 111122223333.dkr.ecr.eu-west-1.amazonaws.com",
      },
      {
        description: "registries that enclaves' images may come from; none means the runner's own",
        default: [],
      },
    ),
    runnerImageDigest: optionalText(
      { pattern: /^sha256:[a-f0-9]{64}$/, allowed: "sha256: and 64 hexadecimal digits" },
      { description: "the runner's image in base's repository; goes before runnerBuild" },
    ),
    runnerBuild: flag({
      description: "whether the runner's image is built with docker at every change",
      default: false,
    }),
    runnerCpu: oneNumberOf(Object.keys(FARGATE_MEMORY).map(Number), {
      description: "processor of the runner's task; 1024 are one vCPU",
      unit: "CPU units",
      default: 1024,
    }),
    runnerMemoryMib: wholeNumber(
      { min: 1024, max: 30_720 },
      {
        description: "memory of the runner's task, which Fargate allows by runnerCpu",
        unit: "MiB",
        default: 2048,
      },
    ),
    runnerTimeoutSeconds: wholeNumber(
      { min: 60, max: 14_400 },
      {
        description: "the longest that a deployment may take",
        unit: "seconds",
        default: 1800,
      },
    ),
    runnerHeartbeatSeconds: wholeNumber(
      { min: 15, max: 900 },
      {
        description: "the longest that the runner may be silent; it sends three heartbeats in that time",
        unit: "seconds",
        default: 120,
      },
    ),
    maxConcurrentDeployments: wholeNumber(
      { min: 1, max: 100 },
      {
        description: "how many requests are deployed at once, and beside them as many destroyed; others wait",
        unit: "requests",
        default: 20,
      },
    ),
    maxConcurrentDeploymentsPerOwner: wholeNumber(
      { min: 1, max: 100 },
      {
        description: "how many of them may be one owner's",
        unit: "requests",
        default: 5,
      },
    ),
    maxHostVcpus: optionalWholeNumber(
      { min: 4, max: 1_000_000 },
      {
        description:
          "vCPUs that all hosts may have, as Service Quotas has it; without it AWS's quota decides",
        unit: "vCPUs",
      },
    ),
    maxHostVcpusPerOwner: optionalWholeNumber(
      { min: 4, max: 1_000_000 },
      { description: "vCPUs that the hosts of one owner may have", unit: "vCPUs" },
    ),
    alternativeHostFamilies: listOf(HOST_FAMILIES, {
      description:
        "families of host types that a request which names no type may get, in this order, where AWS has none of its own",
      default: [],
    }),
    streamRetryAttempts: wholeNumber(
      { min: 0, max: 100 },
      {
        description: "how often a failing batch of the stream is tried again",
        unit: "times",
        default: 5,
      },
    ),
    streamMaximumRecordAgeSeconds: wholeNumber(
      { min: 60, max: 86_400 },
      {
        description: "age at which a failing record of the stream is given up",
        unit: "seconds",
        default: 3600,
      },
    ),
    reconcilerMinutes: wholeNumber(
      { min: 1, max: 1440 },
      {
        description: "time between two comparisons of all requests with their executions",
        unit: "minutes",
        default: 5,
      },
    ),
    canaryMinutes: optionalWholeNumber(
      { min: 30, max: 1440 },
      {
        description:
          "time from one request that runtime makes to try itself to the next; without it there is none",
        unit: "minutes",
      },
    ),
    canaryImage: optionalText(
      {
        pattern: /^\S{1,320}@sha256:[a-f0-9]{64}$/,
        allowed: "an image by digest, <registry>/<repository>@sha256:<64 hexadecimal digits>",
      },
      { description: "image of that request's enclave; x86_64, and from one of imageRegistries" },
    ),
    logRetentionDays: oneNumberOf(LOG_RETENTION_DAYS, {
      description: "how long logs of functions, state machines and runner are kept",
      unit: "days",
      default: 365,
    }),
    notificationEmails: textList(EMAIL, {
      description: "addresses that get alarms and, unless a chat tells them, failures",
      default: [],
    }),
    chatNotifications: flag({
      description: "whether a chat is told; its address is in parameter /hyperion/<environment>/chat-webhook",
      default: false,
    }),
    runbookUrl: optionalText(
      { pattern: /^https:\/\/[^\s#]{1,300}$/, allowed: "an address that begins with https://, without #" },
      { description: "where your people can open docs/runbook.md, for the links in the chat" },
    ),
    hygieneSchedule: text(SCHEDULE, {
      description: "when the daily check runs, in UTC, as EventBridge has it",
      default: "cron(17 2 * * ? *)",
    }),
  },
  check: (config) => {
    assertRunnerImage(config.runnerImageDigest, config.runnerBuild);
    assertFargateSize(config.runnerCpu, config.runnerMemoryMib);
    assertHeartbeat(config.runnerHeartbeatSeconds, config.runnerTimeoutSeconds);
    assertCanary(config);
  },
});

export type RuntimeConfig = ConfigOf<typeof RUNTIME_CONFIGURATION>;

function assertRunnerImage(digest: string | undefined, build: boolean): void {
  if (digest === undefined && !build) {
    throw new FleetError(
      "InvalidConfiguration",
      "runtime:runnerImageDigest is not set: set it to the digest of an image in base's repository, or set runtime:runnerBuild to true to build one with docker at every change",
    );
  }
}

function assertFargateSize(cpu: number, memoryMib: number): void {
  const [min, max] = FARGATE_MEMORY[cpu] ?? [0, 0];
  if (memoryMib < min || memoryMib > max || memoryMib % 1024 !== 0) {
    throw new FleetError(
      "InvalidConfiguration",
      `runtime:runnerMemoryMib is ${memoryMib}: with runtime:runnerCpu ${cpu} Fargate allows multiples of 1024 from ${min} to ${max}`,
    );
  }
}

function assertHeartbeat(seconds: number, timeoutSeconds: number): void {
  if (seconds >= timeoutSeconds) {
    throw new FleetError(
      "InvalidConfiguration",
      `runtime:runnerHeartbeatSeconds is ${seconds}: it must be below runtime:runnerTimeoutSeconds, which is ${timeoutSeconds}`,
    );
  }
}

/** Runs of the reconciler that a canary takes at least: it is asked for, found deployed, found destroyed. */
const CANARY_RUNS = 3;

function assertCanary(config: {
  readonly canaryMinutes: number | undefined;
  readonly canaryImage: string | undefined;
  readonly reconcilerMinutes: number;
}): void {
  const { canaryMinutes, canaryImage, reconcilerMinutes } = config;
  if ((canaryMinutes === undefined) !== (canaryImage === undefined)) {
    const [set, missing] =
      canaryImage === undefined ? ["canaryMinutes", "canaryImage"] : ["canaryImage", "canaryMinutes"];
    throw new FleetError(
      "InvalidConfiguration",
      `runtime:${missing} is not set, and runtime:${set} is: set both, or none for no canary`,
    );
  }
  if (canaryMinutes !== undefined && canaryMinutes < CANARY_RUNS * reconcilerMinutes) {
    throw new FleetError(
      "InvalidConfiguration",
      `runtime:canaryMinutes is ${canaryMinutes}: a canary takes ${CANARY_RUNS} runs of the reconciler, so it must be at least ${CANARY_RUNS} times runtime:reconcilerMinutes, which is ${reconcilerMinutes}`,
    );
  }
}
