import {
  DescribeSubnetsCommand,
  type EC2Client,
  type Filter,
  type Instance,
  paginateDescribeInstances,
} from "@aws-sdk/client-ec2";
import type { EnclaveEnvironment } from "../contracts/enclave-environment";
import { FleetError } from "../contracts/errors";
import { HOST_TYPES, hostTypeFor } from "../contracts/host-types";
import { REQUEST_TAG } from "../contracts/tags";
import type { DeployedRequest } from "../enclave/config";

/** The host's own, and the one that stays when the host is replaced. */
const ADDRESSES_OF_A_HOST = 2;

/** A host that is there, of whichever request. */
interface Host {
  readonly id: string;
  readonly owner: string;
  readonly vcpus: number;
}

/**
 * Asks before anything is created whether there are vCPUs and addresses for the request's host. Hosts of other runs
 * that come at the same time can still take them: then AWS refuses, later and in its own words.
 * @throws FleetError `QuotaExceeded` that says what is there, what is needed and what may be
 */
export async function assertRoom(
  ec2: EC2Client,
  request: DeployedRequest,
  environment: EnclaveEnvironment,
): Promise<void> {
  const hosts = await hostsOf(ec2, [...ofEnvironment(environment), ...askedFor(request, environment)]);
  const others = hosts.filter(({ id }) => id !== request.id);
  const { name, vcpus } = hostTypeFor(request.spec);
  const refuse = (whose: string, used: number, max: number, key: string) => {
    throw new FleetError(
      "QuotaExceeded",
      `request ${request.id} needs a host with ${vcpus} vCPUs (${name}), and ${whose} have ${used} of ${max}: give one back, or have runtime:${key} raised`,
    );
  };

  const { maxHostVcpus = Number.POSITIVE_INFINITY, maxHostVcpusPerOwner = Number.POSITIVE_INFINITY } =
    environment;
  const used = sum(others);
  if (used + vcpus > maxHostVcpus) {
    refuse(`the hosts of ${environment.environment}`, used, maxHostVcpus, "maxHostVcpus");
  }
  const owned = sum(others.filter(({ owner }) => owner === request.owner));
  if (owned + vcpus > maxHostVcpusPerOwner) {
    refuse(`the hosts of ${request.owner}`, owned, maxHostVcpusPerOwner, "maxHostVcpusPerOwner");
  }
  if (others.length === hosts.length) {
    await assertAddresses(ec2, request.id, environment.hostSubnetIds);
  }
}

async function assertAddresses(ec2: EC2Client, id: string, subnetIds: readonly string[]): Promise<void> {
  const { Subnets: subnets = [] } = await ec2.send(new DescribeSubnetsCommand({ SubnetIds: [...subnetIds] }));
  const free = subnets.map(({ AvailableIpAddressCount: count = 0 }) => count);
  if (Math.max(0, ...free) < ADDRESSES_OF_A_HOST) {
    const each = subnets.map(({ SubnetId: subnet }, index) => `${subnet} has ${free[index]}`).join(", ");
    throw new FleetError(
      "QuotaExceeded",
      `request ${id} needs ${ADDRESSES_OF_A_HOST} addresses in one subnet, and of those for hosts ${each}: give back an enclave, or give base a larger network`,
    );
  }
}

function ofEnvironment({ environment }: EnclaveEnvironment): readonly Filter[] {
  return [
    { Name: "tag:Environment", Values: [environment] },
    { Name: "tag:Scope", Values: ["enclave"] },
    { Name: "instance-state-name", Values: ["pending", "running"] },
  ];
}

/** Only those whose vCPUs are limited: there may be thousands. The request's own host, if it has one, is among them. */
function askedFor(
  { id, owner }: DeployedRequest,
  { maxHostVcpus, maxHostVcpusPerOwner }: EnclaveEnvironment,
): readonly Filter[] {
  if (maxHostVcpus !== undefined) {
    return [];
  }
  return maxHostVcpusPerOwner === undefined
    ? [{ Name: `tag:${REQUEST_TAG}`, Values: [id] }]
    : [{ Name: "tag:Owner", Values: [owner] }];
}

async function hostsOf(ec2: EC2Client, filters: readonly Filter[]): Promise<readonly Host[]> {
  const hosts: Host[] = [];
  for await (const page of paginateDescribeInstances({ client: ec2 }, { Filters: [...filters] })) {
    const instances = (page.Reservations ?? []).flatMap(({ Instances = [] }) => Instances);
    hosts.push(
      ...instances.map((instance) => ({
        id: tagOf(instance, REQUEST_TAG),
        owner: tagOf(instance, "Owner"),
        vcpus: vcpusOf(instance),
      })),
    );
  }
  return hosts;
}

function tagOf({ Tags: tags = [] }: Instance, key: string): string {
  return tags.find((tag) => tag.Key === key)?.Value ?? "";
}

/** By our table; EC2 says it of a type that the table no longer has. */
function vcpusOf({ InstanceType: type, CpuOptions: cpu }: Instance): number {
  const known = HOST_TYPES.find(({ name }) => name === type);
  return known?.vcpus ?? (cpu?.CoreCount ?? 0) * (cpu?.ThreadsPerCore ?? 1);
}

function sum(hosts: readonly Host[]): number {
  return hosts.reduce((total, { vcpus }) => total + vcpus, 0);
}
