/** How private subnets reach the internet: not at all, through one gateway, or through one in each zone. */
export const NAT_STRATEGIES = ["none", "single", "per-zone"] as const;
export type NatStrategy = (typeof NAT_STRATEGIES)[number];
