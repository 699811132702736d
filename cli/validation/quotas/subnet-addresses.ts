import { Netmask } from "netmask";
import type { Quota } from "./quota";

/** AWS keeps five addresses of every subnet for itself. */
const RESERVED = 5;
/** Hosts, runners and functions that a zone must have room for. */
const NEEDED = 8;

interface SubnetSpec {
  readonly type: string;
  readonly cidrBlocks?: readonly string[];
}

/** Each interface endpoint takes one address of the private subnet in every zone. */
export const subnetAddresses: Quota = (resources) => {
  const endpoints = resources.filter(
    ({ type, inputs }) =>
      type === "aws:ec2/vpcEndpoint:VpcEndpoint" && inputs.vpcEndpointType === "Interface",
  ).length;
  const specs: readonly SubnetSpec[] = resources
    .filter(({ type }) => type === "awsx:ec2:Vpc")
    .flatMap(({ inputs }) => inputs.subnetSpecs ?? []);
  return specs.flatMap(({ type, cidrBlocks = [] }) => {
    const taken = type === "Private" ? endpoints : 0;
    return cidrBlocks
      .map((block) => ({ block, free: new Netmask(block).size - RESERVED - taken }))
      .filter(({ free }) => free < NEEDED)
      .map(
        ({ block, free }) =>
          `subnet ${block} has ${free} addresses left beside ${taken} endpoints, and needs ${NEEDED}: choose a wider base:vpcCidrBlock`,
      );
  });
};
