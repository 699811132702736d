import { Netmask } from "netmask";

export type SubnetType = "Public" | "Private" | "Isolated" | "Unused";

export interface SubnetSpec {
  readonly type: SubnetType;
  /** Prefix length; without it the zone's range is divided evenly. */
  readonly cidrMask?: number;
  /** Blocks by zone; when one spec has them, all must, and they take the place of the calculation. */
  readonly cidrBlocks?: readonly string[];
  /** Part of the subnet's name. @default the type in lower case */
  readonly name?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface PlacedSubnet {
  readonly type: SubnetType;
  readonly name: string;
  readonly availabilityZone: string;
  readonly cidrBlock: string;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * awsx's "Auto" strategy: the VPC is divided evenly between the zones (into a power of two), and each zone's
 * range is given out in the order of the specs, each block aligned to its own size.
 * @throws Error when the blocks do not fit into a zone's range
 */
export function subnetLayout(
  vpcName: string,
  vpcCidrBlock: string,
  availabilityZones: readonly string[],
  specs: readonly SubnetSpec[] | undefined,
): PlacedSubnet[] {
  if (specs?.some(({ cidrBlocks }) => cidrBlocks !== undefined)) {
    return explicitLayout(vpcName, availabilityZones, specs);
  }
  const vpc = new Netmask(vpcCidrBlock);
  const zoneMask = vpc.bitmask + bitsFor(availabilityZones.length);
  const subnets = specs ?? defaultSpecs(zoneMask);
  const evenMask = zoneMask + bitsFor(subnets.length);
  const first = new Netmask(`${vpc.base}/${zoneMask}`);
  return availabilityZones.flatMap((availabilityZone, zone) => {
    const range = zone === 0 ? first : first.next(zone);
    const blocks = placeInZone(
      range,
      subnets.map((spec) => spec.cidrMask ?? evenMask),
    );
    return subnets.map((spec, index) => placed(vpcName, spec, availabilityZone, zone, blocks[index] ?? ""));
  });
}

function explicitLayout(
  vpcName: string,
  availabilityZones: readonly string[],
  specs: readonly SubnetSpec[],
): PlacedSubnet[] {
  for (const [index, { cidrBlocks }] of specs.entries()) {
    if (cidrBlocks?.length !== availabilityZones.length) {
      throw new Error(
        `subnetSpecs[${index}] has ${cidrBlocks?.length ?? "no"} cidrBlocks: give one for each of the ${availabilityZones.length} availability zones, in every spec`,
      );
    }
  }
  return availabilityZones.flatMap((availabilityZone, zone) =>
    specs.map((spec) => placed(vpcName, spec, availabilityZone, zone, spec.cidrBlocks?.[zone] ?? "")),
  );
}

function placed(
  vpcName: string,
  spec: SubnetSpec,
  availabilityZone: string,
  zone: number,
  cidrBlock: string,
): PlacedSubnet {
  return {
    type: spec.type,
    name: `${vpcName}-${spec.name ?? spec.type.toLowerCase()}-${zone + 1}`,
    availabilityZone,
    cidrBlock,
    tags: spec.tags ?? {},
  };
}

/** What awsx makes when it is given no specs: a larger private and a smaller public subnet in each zone. */
function defaultSpecs(zoneMask: number): SubnetSpec[] {
  if (zoneMask > 26) {
    throw new Error(
      `a zone has only /${zoneMask}: subnets by default need /26, give subnetSpecs for smaller ones`,
    );
  }
  const mask = Math.max(zoneMask, 16);
  return [
    { type: "Private", cidrMask: mask + 1 },
    { type: "Public", cidrMask: mask + 2 },
  ];
}

function placeInZone(zone: Netmask, masks: readonly number[]): string[] {
  let free = zone.netLong;
  const end = zone.netLong + zone.size;
  return masks.map((mask) => {
    const size = 2 ** (32 - mask);
    const start = Math.ceil(free / size) * size;
    free = start + size;
    if (free > end) {
      throw new Error(
        `subnets ${masks.map((each) => `/${each}`).join(", ")} do not fit into ${zone} of a zone: use smaller ones, fewer zones or a larger VPC`,
      );
    }
    return `${addressOf(start)}/${mask}`;
  });
}

function addressOf(long: number): string {
  return [24, 16, 8, 0].map((shift) => (long >>> shift) & 0xff).join(".");
}

function bitsFor(count: number): number {
  return count === 0 ? 0 : Math.ceil(Math.log2(count));
}
