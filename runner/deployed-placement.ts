import {
  type DeployedResource,
  type Deployment,
  deployedResources,
} from "../backend/recovery/pending-operations";
import type { Placement } from "../contracts/placement";

/** What of an enclave's stack says where its host is. */
const TYPES = {
  stack: "pulumi:pulumi:Stack",
  group: "aws:autoscaling/group:Group",
  address: "aws:ec2/networkInterface:NetworkInterface",
  template: "aws:ec2/launchTemplate:LaunchTemplate",
} as const;

/**
 * Where the stack's host is. Undefined while the stack was never deployed and its group has no host: until then nobody
 * knows its address, and it may go elsewhere.
 */
export function deployedPlacement(deployment: Deployment): Placement | undefined {
  const { group, address, template } = partsOf(deployment);
  if (!(wasDeployed(deployment) || (group && !hasNoHost(group))) || !address || !template) {
    return undefined;
  }
  return { subnetId: String(address.inputs?.subnetId), hostType: String(template.inputs?.instanceType) };
}

/**
 * URN of a group that AWS had no host for. It must go before the next attempt: the provider waits for the host of a
 * group only when it creates it, so that to update this one would look like success. Nor may it stay behind, and get a
 * host when nobody waits for it any more.
 */
export function groupWithoutHost(deployment: Deployment): string | undefined {
  const { group } = partsOf(deployment);
  return group && hasNoHost(group) && !wasDeployed(deployment) ? group.urn : undefined;
}

/** The engine writes a stack's outputs when all of it is there, and keeps them when a later update fails. */
function wasDeployed(deployment: Deployment): boolean {
  return Object.keys(partsOf(deployment).stack?.outputs ?? {}).length > 0;
}

function hasNoHost({ initErrors }: DeployedResource): boolean {
  return (initErrors ?? []).length > 0;
}

function partsOf(deployment: Deployment): { readonly [Part in keyof typeof TYPES]?: DeployedResource } {
  const inUse = deployedResources(deployment).filter((resource) => !resource.delete);
  return Object.fromEntries(
    Object.entries(TYPES).map(([part, type]) => [part, inUse.find((resource) => resource.type === type)]),
  );
}
