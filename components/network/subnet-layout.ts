import { Netmask } from "netmask";
import { FleetError } from "../../contracts/errors";

/**
 * The VPC is always divided for this many zones, so that a zone that is added later moves no subnet of the others.
 */
export const MAX_ZONES = 4;

/** VPCs between these fit: AWS allows a VPC of at most /16, and no subnet smaller than /28. */
export const VPC_MASKS = { widest: 16, narrowest: 22 } as const;

/** One CIDR block per zone, in the zones' order. */
export interface SubnetLayout {
  readonly private: readonly string[];
  readonly isolated: readonly string[];
  readonly public: readonly string[];
}

/**
 * Divides a VPC: a quarter for each zone; of that one half is private, a quarter isolated, a sixteenth public, and
 * the rest stays free. A /16 gives private /19, isolated /20 and public /22.
 *
 * @throws FleetError `InvalidConfiguration` when the block is no network between /16 and /22, or the number of
 * zones is not 1 to 4.
 */
export function subnetLayout(vpcCidrBlock: string, zoneCount: number): SubnetLayout {
  const vpc = parseNetwork(vpcCidrBlock);
  if (!Number.isInteger(zoneCount) || zoneCount < 1 || zoneCount > MAX_ZONES) {
    throw new FleetError(
      "InvalidConfiguration",
      `number of zones ${zoneCount} is not allowed: use 1 to ${MAX_ZONES}`,
    );
  }
  const zones = Array.from({ length: zoneCount }, (_, index) => subnet(vpc, 2, index));
  return {
    private: zones.map((zone) => subnet(zone, 1, 0).toString()),
    isolated: zones.map((zone) => subnet(zone, 2, 2).toString()),
    public: zones.map((zone) => subnet(zone, 4, 12).toString()),
  };
}

/** @throws FleetError `InvalidConfiguration` when `first` and `second` share an address. */
export function assertDisjoint(first: string, second: string): void {
  const [a, b] = [parseBlock(first), parseBlock(second)];
  if (a.contains(b) || b.contains(a)) {
    throw new FleetError(
      "InvalidConfiguration",
      `CIDR block ${first} overlaps ${second}: networks that may be connected need blocks of their own`,
    );
  }
}

/** The `index`-th of the 2^`bits` equal parts of `network`. */
function subnet(network: Netmask, bits: number, index: number): Netmask {
  const bitmask = network.bitmask + bits;
  return new Netmask(`${network.base}/${bitmask}`).next(index);
}

function parseNetwork(block: string): Netmask {
  const network = parseBlock(block);
  if (network.bitmask < VPC_MASKS.widest || network.bitmask > VPC_MASKS.narrowest) {
    throw new FleetError(
      "InvalidConfiguration",
      `CIDR block ${block} is not allowed for a VPC: use a mask from /${VPC_MASKS.widest} to /${VPC_MASKS.narrowest}, so that every subnet has at least 11 addresses`,
    );
  }
  return network;
}

function parseBlock(block: string): Netmask {
  const [address = "", mask] = block.split("/");
  // Netmask also takes hexadecimal, octal and shortened addresses, which mean something else elsewhere.
  if (!/^(0|[1-9]\d{0,2})(\.(0|[1-9]\d{0,2})){3}\/\d{1,2}$/.test(block)) {
    throw invalidBlock(block);
  }
  let network: Netmask;
  try {
    network = new Netmask(block);
  } catch (error) {
    throw invalidBlock(block, error);
  }
  if (network.base !== address) {
    throw new FleetError(
      "InvalidConfiguration",
      `CIDR block ${block} is not a network's address: did you mean ${network.base}/${mask}?`,
    );
  }
  return network;
}

function invalidBlock(block: string, cause?: unknown): FleetError {
  return new FleetError(
    "InvalidConfiguration",
    `CIDR block ${JSON.stringify(block)} cannot be read: use four numbers and a mask, for example 10.0.0.0/16`,
    [],
    { cause },
  );
}
