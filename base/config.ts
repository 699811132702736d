import * as pulumi from "@pulumi/pulumi";
import { ENDPOINT_SERVICES, type EndpointService } from "../components/network/interface-endpoints";
import { NAT_STRATEGIES, type NatStrategy } from "../components/network/network";
import { assertDisjoint, MAX_ZONES, subnetLayout } from "../components/network/subnet-layout";
import { Configuration, type FleetSettings, fleetSettings } from "../contracts/configuration";
import { FleetError } from "../contracts/errors";
import { LOG_RETENTION_DAYS } from "../contracts/log-retention";

/** Kinds of subnets that hosts may live in. */
const HOST_SUBNET_TIERS = ["private", "isolated"] as const;
export type HostSubnetTier = (typeof HOST_SUBNET_TIERS)[number];

/** What a host in an isolated subnet calls: its address, its image, Systems Manager. */
const HOST_ENDPOINTS: readonly EndpointService[] = ["ec2", "ecr.api", "ecr.dkr", "ssm", "ssmmessages"];

export interface BaseConfig extends FleetSettings {
  /**
   * `base:protectData`: whether table, key and image repository are protected from deletion.
   * @default true
   */
  readonly protectData: boolean;
  /** `base:vpcCidrBlock`: /16 to /22, of no other network that may be connected. */
  readonly vpcCidrBlock: string;
  /**
   * `base:reservedCidrBlocks`: networks that the VPC must not overlap.
   * @default none
   */
  readonly reservedCidrBlocks: readonly string[];
  /**
   * `base:zoneCount`: availability zones, 1 to 4. More can be added later without moving a subnet.
   * @default 2
   */
  readonly zoneCount: number;
  /**
   * `base:natStrategy`: how private subnets reach the internet. With `none` the runner needs another way out: IAM
   * and Route 53 have no endpoint inside a VPC.
   * @default "single"
   */
  readonly natStrategy: NatStrategy;
  /**
   * `base:interfaceEndpoints`: AWS services inside the VPC, at about USD 8 a month and zone each.
   * @default none
   */
  readonly interfaceEndpoints: readonly EndpointService[];
  /**
   * `base:hostSubnetTier`: where enclave hosts live; isolated subnets need interface endpoints.
   * @default "private"
   */
  readonly hostSubnetTier: HostSubnetTier;
  /**
   * `base:flowLogDays`: how long it is known who talked to whom.
   * @default 90
   */
  readonly flowLogDays: number;
  /**
   * `base:zoneName`: private DNS zone of the hosts.
   * @default `<environment>.hyperion.internal`
   */
  readonly zoneName: string;
  /**
   * `base:publicZoneName`: a public DNS zone.
   * @default none is made
   */
  readonly publicZoneName?: string;
  /**
   * `base:imageRepositories`: repositories of the account's registry that hosts may pull from; may end in `*`.
   * @default `enclaves/*`
   */
  readonly imageRepositories: readonly string[];
  /**
   * `base:runnerImagesKept`: images of the runner that stay in its repository.
   * @default 50
   */
  readonly runnerImagesKept: number;
  /**
   * `base:keyDeletionWindowDays`: days in which a deleted key can be called back.
   * @default 30
   */
  readonly keyDeletionWindowDays: number;
}

const DOMAIN = /^(?=.{1,200}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;
const DOMAIN_RULE = "a domain name in lower case without a trailing dot, for example dev.hyperion.internal";
const CIDR_BLOCK = /^[0-9.]+\/[0-9]+$/;
const REPOSITORY = /^[a-z0-9][a-z0-9._/-]{0,200}\*?$/;

/**
 * Reads the stack's configuration; the only place in this project that does.
 *
 * @throws FleetError `InvalidEnvironment`, `InvalidConfiguration`
 */
export function readConfig(): BaseConfig {
  const values = pulumi.runtime.allConfig();
  const settings = fleetSettings(pulumi.getStack(), values);
  const base = new Configuration("base", values);
  const config: BaseConfig = {
    ...settings,
    protectData: base.flag("protectData", true),
    vpcCidrBlock: base.requiredText("vpcCidrBlock", CIDR_BLOCK, "a network, for example 10.0.0.0/16"),
    reservedCidrBlocks: base.textList(
      "reservedCidrBlocks",
      CIDR_BLOCK,
      "a network, for example 10.10.0.0/16",
      [],
    ),
    zoneCount: base.wholeNumber("zoneCount", { min: 1, max: MAX_ZONES }, 2),
    natStrategy: base.oneOf("natStrategy", NAT_STRATEGIES, "single"),
    interfaceEndpoints: base.listOf("interfaceEndpoints", ENDPOINT_SERVICES, []),
    hostSubnetTier: base.oneOf("hostSubnetTier", HOST_SUBNET_TIERS, "private"),
    flowLogDays: base.oneNumberOf("flowLogDays", LOG_RETENTION_DAYS, 90),
    zoneName: base.text("zoneName", DOMAIN, DOMAIN_RULE) ?? `${settings.environment}.hyperion.internal`,
    publicZoneName: base.text("publicZoneName", DOMAIN, DOMAIN_RULE),
    imageRepositories: base.textList(
      "imageRepositories",
      REPOSITORY,
      "a repository's name, which may end in *",
      ["enclaves/*"],
    ),
    runnerImagesKept: base.wholeNumber("runnerImagesKept", { min: 10, max: 1000 }, 50),
    keyDeletionWindowDays: base.wholeNumber("keyDeletionWindowDays", { min: 7, max: 30 }, 30),
  };
  base.assertNoUnknownKeys();
  assertNetwork(config);
  assertHostsReachServices(config);
  return config;
}

function assertNetwork(config: BaseConfig): void {
  subnetLayout(config.vpcCidrBlock, config.zoneCount);
  for (const reserved of config.reservedCidrBlocks) {
    assertDisjoint(config.vpcCidrBlock, reserved);
  }
}

function assertHostsReachServices(config: BaseConfig): void {
  const missing = HOST_ENDPOINTS.filter((service) => !config.interfaceEndpoints.includes(service));
  if (config.hostSubnetTier === "isolated" && missing.length > 0) {
    throw new FleetError(
      "InvalidConfiguration",
      `base:hostSubnetTier is "isolated", and hosts there cannot reach ${missing.join(", ")}: add them to base:interfaceEndpoints, or set base:hostSubnetTier to private`,
    );
  }
}
