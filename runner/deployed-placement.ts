import { type AutoScalingClient, DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
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
 * Where the stack's host is. Undefined while the stack was never deployed and has no group: until then nobody knows its
 * address, and it may go elsewhere.
 */
export function deployedPlacement(deployment: Deployment): Placement | undefined {
  const { stack, group, address, template } = partsOf(deployment);
  if (!(wasDeployed(stack) || group) || !address || !template) {
    return undefined;
  }
  return { subnetId: String(address.inputs?.subnetId), hostType: String(template.inputs?.instanceType) };
}

/**
 * URN of a group that AWS gave no host, in a stack that was never deployed. It must go before the next attempt: the
 * provider waits for the host of a group only when it creates it, so that to update this one would look like success.
 * Nor may it stay behind, and get a host when nobody waits for it any more.
 */
export async function groupWithoutHost(
  autoscaling: AutoScalingClient,
  deployment: Deployment,
): Promise<string | undefined> {
  const { stack, group } = partsOf(deployment);
  if (!group?.id || wasDeployed(stack)) {
    return undefined;
  }
  const { AutoScalingGroups: groups = [] } = await autoscaling.send(
    new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [group.id] }),
  );
  return (groups[0]?.Instances ?? []).length === 0 ? group.urn : undefined;
}

/** The engine writes a stack's outputs when all of it is there, and keeps them when a later update fails. */
function wasDeployed(stack: DeployedResource | undefined): boolean {
  return Object.keys(stack?.outputs ?? {}).length > 0;
}

function partsOf(deployment: Deployment): { readonly [Part in keyof typeof TYPES]?: DeployedResource } {
  const inUse = deployedResources(deployment).filter((resource) => !resource.delete);
  return Object.fromEntries(
    Object.entries(TYPES).map(([part, type]) => [part, inUse.find((resource) => resource.type === type)]),
  );
}
