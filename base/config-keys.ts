import { ENDPOINT_SERVICES, type EndpointService } from "../components/network/endpoint-services";
import { NAT_STRATEGIES } from "../components/network/nat-strategy";
import { assertDisjoint, MAX_ZONES, subnetLayout } from "../components/network/subnet-layout";
import { type ConfigOf, configuration } from "../contracts/configuration";
import {
  type Form,
  flag,
  listOf,
  oneNumberOf,
  oneOf,
  optionalText,
  requiredText,
  text,
  textList,
  wholeNumber,
} from "../contracts/configuration-key";
import { FleetError } from "../contracts/errors";
import { LOG_RETENTION_DAYS } from "../contracts/log-retention";

/** Kinds of subnets that hosts may live in. */
const HOST_SUBNET_TIERS = ["private", "isolated"] as const;
export type HostSubnetTier = (typeof HOST_SUBNET_TIERS)[number];

/** What a host in an isolated subnet calls: its address, its image, Systems Manager. */
const HOST_ENDPOINTS: readonly EndpointService[] = ["ec2", "ecr.api", "ecr.dkr", "ssm", "ssmmessages"];

const DOMAIN: Form = {
  pattern: /^(?=.{1,200}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
  allowed: "a domain name in lower case without a trailing dot, for example dev.hyperion.internal",
};
const CIDR_BLOCK = /^[0-9.]+\/[0-9]+$/;
const REPOSITORY: Form = {
  pattern: /^[a-z0-9][a-z0-9._/-]{0,200}\*?$/,
  allowed: "a repository's name, which may end in *",
};

export const BASE_CONFIGURATION = configuration({
  namespace: "base",
  keys: {
    allowWorkspaces: flag({
      description:
        "whether short-lived copies of runtime may stand on this base, whose roles then serve them too",
      default: (environment) => environment === "dev",
    }),
    protectData: flag({
      description: "whether table, key and image repository are protected from deletion",
      default: true,
    }),
    vpcCidrBlock: requiredText(
      { pattern: CIDR_BLOCK, allowed: "a network, for example 10.0.0.0/16" },
      { description: "addresses of the VPC: /16 to /22, of no other network that may be connected" },
    ),
    reservedCidrBlocks: textList(
      { pattern: CIDR_BLOCK, allowed: "a network, for example 10.10.0.0/16" },
      { description: "networks that the VPC must not overlap", default: [] },
    ),
    zoneCount: wholeNumber(
      { min: 1, max: MAX_ZONES },
      {
        description: "availability zones; more can be added later without moving a subnet",
        unit: "zones",
        default: 2,
      },
    ),
    // With `none` the runner needs another way out: IAM and Route 53 have no endpoint inside a VPC.
    natStrategy: oneOf(NAT_STRATEGIES, {
      description: "NAT gateways by which private subnets reach the internet, at about USD 35 a month each",
      default: "single",
    }),
    interfaceEndpoints: listOf(ENDPOINT_SERVICES, {
      description: "AWS services inside the VPC, at about USD 8 a month and zone each",
      default: [],
    }),
    hostSubnetTier: oneOf(HOST_SUBNET_TIERS, {
      description: "where enclave hosts live; isolated subnets need interface endpoints",
      default: "private",
    }),
    flowLogDays: oneNumberOf(LOG_RETENTION_DAYS, {
      description: "how long it is known who talked to whom",
      unit: "days",
      default: 90,
    }),
    zoneName: text(DOMAIN, {
      description: "private DNS zone of the hosts",
      default: (environment) => `${environment}.hyperion.internal`,
    }),
    publicZoneName: optionalText(DOMAIN, { description: "a public DNS zone; without it none is made" }),
    imageRepositories: textList(REPOSITORY, {
      description: "repositories of the account's registry that hosts may pull from",
      default: ["enclaves/*"],
    }),
    runnerImagesKept: wholeNumber(
      { min: 10, max: 1000 },
      {
        description: "images of the runner that stay in its repository",
        unit: "images",
        default: 50,
      },
    ),
    keyDeletionWindowDays: wholeNumber(
      { min: 7, max: 30 },
      {
        description: "how long a deleted key can be called back",
        unit: "days",
        default: 30,
      },
    ),
  },
  check: (config) => {
    assertNetwork(config);
    assertHostsReachServices(config);
  },
});

export type BaseConfig = ConfigOf<typeof BASE_CONFIGURATION>;

function assertNetwork(config: {
  readonly vpcCidrBlock: string;
  readonly zoneCount: number;
  readonly reservedCidrBlocks: readonly string[];
}): void {
  subnetLayout(config.vpcCidrBlock, config.zoneCount);
  for (const reserved of config.reservedCidrBlocks) {
    assertDisjoint(config.vpcCidrBlock, reserved);
  }
}

function assertHostsReachServices(config: {
  readonly hostSubnetTier: HostSubnetTier;
  readonly interfaceEndpoints: readonly EndpointService[];
}): void {
  const missing = HOST_ENDPOINTS.filter((service) => !config.interfaceEndpoints.includes(service));
  if (config.hostSubnetTier === "isolated" && missing.length > 0) {
    throw new FleetError(
      "InvalidConfiguration",
      `base:hostSubnetTier is "isolated", and hosts there cannot reach ${missing.join(", ")}: add them to base:interfaceEndpoints, or set base:hostSubnetTier to private`,
    );
  }
}
