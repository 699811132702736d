import { FleetError } from "./errors";
import { type HostFamily, PRICES } from "./prices/price-list";

export type Architecture = "x86_64" | "arm64";

/** What of a host type decides whether it can hold an enclave. */
export interface HostType {
  /** EC2 instance type. */
  readonly name: string;
  readonly architecture: Architecture;
  readonly vcpus: number;
  readonly threadsPerCore: 1 | 2;
  readonly memoryMib: number;
  /** USD an hour, on demand, Linux, eu-west-1; for other regions see `prices/`. */
  readonly hourlyUsd: number;
}

/** What an enclave takes away from its host. */
export interface HostNeed {
  readonly vcpus: number;
  readonly memoryMib: number;
  /** @default the smallest type that can hold the enclave */
  readonly instanceType?: string;
}

/**
 * The day of AWS's DescribeInstanceTypes that every type of this table was compared with, as moto carries it
 * (https://github.com/getmoto/moto, moto/ec2/resources/instance_types.json). What has come since:
 * `aws ec2 describe-instance-types --filters Name=nitro-enclaves-support,Values=supported`.
 */
export const HOST_TYPES_DATE = "2026-08-02";

/** Memory that stays with the host for its system, Docker and the Nitro tools, in MiB. */
export const HOST_RESERVED_MEMORY_MIB = 2048;

/** Size of a host's volume in GiB: system, container image and enclave image. */
export const HOST_VOLUME_GIB = 30;

interface Family {
  readonly name: HostFamily;
  readonly architecture: Architecture;
  readonly gibPerVcpu: number;
}

/** In order of preference where two types are equally small. */
const FAMILIES: readonly Family[] = [
  { name: "c6i", architecture: "x86_64", gibPerVcpu: 2 },
  { name: "m6i", architecture: "x86_64", gibPerVcpu: 4 },
  { name: "r6i", architecture: "x86_64", gibPerVcpu: 8 },
  { name: "c6g", architecture: "arm64", gibPerVcpu: 2 },
  { name: "m6g", architecture: "arm64", gibPerVcpu: 4 },
  { name: "r6g", architecture: "arm64", gibPerVcpu: 8 },
];

/** vCPUs of each size; Nitro Enclaves need at least 4 on Intel and AMD, 2 on Graviton. */
const SIZES: Readonly<Record<Architecture, Readonly<Record<string, number>>>> = {
  x86_64: {
    xlarge: 4,
    "2xlarge": 8,
    "4xlarge": 16,
    "8xlarge": 32,
    "12xlarge": 48,
    "16xlarge": 64,
    "24xlarge": 96,
    "32xlarge": 128,
  },
  arm64: { large: 2, xlarge: 4, "2xlarge": 8, "4xlarge": 16, "8xlarge": 32, "12xlarge": 48, "16xlarge": 64 },
};

function typesOf(family: Family): HostType[] {
  return Object.entries(SIZES[family.architecture]).map(([size, vcpus]) => ({
    name: `${family.name}.${size}`,
    architecture: family.architecture,
    vcpus,
    threadsPerCore: family.architecture === "x86_64" ? 2 : 1,
    memoryMib: vcpus * family.gibPerVcpu * 1024,
    hourlyUsd: Math.round(PRICES["eu-west-1"].hostVcpuHour[family.name] * vcpus * 10_000) / 10_000,
  }));
}

/** Smallest first: by vCPUs, then memory, then the families' order. */
export const HOST_TYPES: readonly HostType[] = FAMILIES.flatMap(typesOf).sort(
  (a, b) => a.vcpus - b.vcpus || a.memoryMib - b.memoryMib,
);

/** vCPUs that stay with the host: a whole core when cores have two threads. */
function reservedVcpus(type: HostType): number {
  return type.threadsPerCore === 2 ? 2 : 1;
}

/** Whether `type` can hold one enclave of that size beside its own system. */
export function canHold(type: HostType, need: HostNeed): boolean {
  return (
    need.vcpus % type.threadsPerCore === 0 &&
    need.vcpus + reservedVcpus(type) <= type.vcpus &&
    need.memoryMib + HOST_RESERVED_MEMORY_MIB <= type.memoryMib
  );
}

/** @returns undefined when no type of the table can hold it */
export function smallestHostType(
  need: HostNeed,
  architecture: Architecture = "x86_64",
): HostType | undefined {
  return HOST_TYPES.find((type) => type.architecture === architecture && canHold(type, need));
}

/**
 * The host type of a request: the one it names, or else the smallest that can hold it.
 * @throws FleetError `RequestRejected` when it names one that is unknown or too small, with the smallest that
 * can, and when none can.
 */
export function hostTypeFor(need: HostNeed): HostType {
  const named = HOST_TYPES.find((type) => type.name === need.instanceType);
  const smallest = smallestHostType(need, named?.architecture);
  const enclave = `an enclave of ${need.vcpus} vCPUs and ${need.memoryMib} MiB`;
  if (!smallest) {
    throw new FleetError(
      "RequestRejected",
      `no host type can hold ${enclave}: it needs ${HOST_RESERVED_MEMORY_MIB} MiB and at least one core beside the enclave; ask for less`,
    );
  }
  if (need.instanceType === undefined) {
    return smallest;
  }
  if (!named) {
    throw new FleetError(
      "RequestRejected",
      `host type ${JSON.stringify(need.instanceType.slice(0, 60))} is not known to run Nitro enclaves: the smallest that can hold ${enclave} is ${smallest.name}`,
    );
  }
  if (!canHold(named, need)) {
    throw new FleetError(
      "RequestRejected",
      `host type ${named.name} (${named.vcpus} vCPUs, ${named.memoryMib} MiB) cannot hold ${enclave}: the smallest that can is ${smallest.name}`,
    );
  }
  return named;
}

/**
 * The host types of a request in the order of preference: its own, then those of the same size in the families that are
 * allowed instead. A request that names its type gets that one or none.
 * @param alternatives families in the order in which they are tried; @default none
 * @throws as {@link hostTypeFor}
 */
export function hostTypesFor(
  need: HostNeed,
  alternatives: readonly HostFamily[] = [],
): readonly [HostType, ...HostType[]] {
  const own = hostTypeFor(need);
  const [family, size] = own.name.split(".");
  if (need.instanceType !== undefined) {
    return [own];
  }
  const others = alternatives
    .filter((other) => other !== family)
    .flatMap((other) => HOST_TYPES.filter(({ name }) => name === `${other}.${size}`))
    .filter((type) => type.architecture === own.architecture && canHold(type, need));
  return [own, ...others];
}
