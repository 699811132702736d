import type { AutoScalingClient, AutoScalingGroup } from "@aws-sdk/client-auto-scaling";
import type { EC2Client } from "@aws-sdk/client-ec2";
import type { Environment } from "../../contracts/environment";
import { hostCost } from "../../contracts/prices/host-cost";
import { REQUEST_TAG } from "../../contracts/tags";
import { ec2Sdk, hasTags } from "../recovery/ec2-filters";

/** An enclave's auto scaling group: as long as it is there a host runs, whatever becomes of single ones. */
export interface HostGroup {
  readonly name: string;
  /** The request that it is tagged with. */
  readonly enclave: string;
  /** Id of the launch template that it makes hosts by. */
  readonly template?: string;
}

/** Groups of the environment's enclaves, of whatever makes them. */
export async function hostGroups(
  client: AutoScalingClient,
  environment: Environment,
): Promise<readonly HostGroup[]> {
  const { paginateDescribeAutoScalingGroups } =
    require("@aws-sdk/client-auto-scaling") as typeof import("@aws-sdk/client-auto-scaling");
  const Filters = [
    { Name: "tag:Environment", Values: [environment] },
    { Name: "tag-key", Values: [REQUEST_TAG] },
  ];
  const found: HostGroup[] = [];
  for await (const page of paginateDescribeAutoScalingGroups({ client }, { Filters })) {
    for (const group of page.AutoScalingGroups ?? []) {
      const enclave = enclaveOf(group, environment);
      if (enclave !== undefined) {
        const template = group.LaunchTemplate?.LaunchTemplateId;
        found.push({ name: group.AutoScalingGroupName ?? "", enclave, template });
      }
    }
  }
  return found;
}

/** A filter that is passed over in silence must not make another environment's group one of this. */
function enclaveOf({ Tags = [] }: AutoScalingGroup, environment: Environment): string | undefined {
  const tag = Tags.find(({ Key }) => Key === REQUEST_TAG);
  return hasTags(Tags, { Environment: environment }) ? tag?.Value : undefined;
}

/** What the group's host is and costs in `region`, in words. */
export async function describeHost(ec2: EC2Client, { template }: HostGroup, region: string): Promise<string> {
  const type = template && (await instanceTypeOf(ec2, template));
  if (!type) {
    return "a host of a type that nobody knows";
  }
  const cost = hostCost(type, region);
  const price = cost.kind === "standing" ? `about $${cost.usd.toFixed(2)} a month` : "its price is not known";
  return `a host (${type}, ${price})`;
}

/** Undefined when the template is gone: the group's host goes on without it. */
async function instanceTypeOf(ec2: EC2Client, LaunchTemplateId: string): Promise<string | undefined> {
  const { DescribeLaunchTemplateVersionsCommand } = ec2Sdk();
  try {
    const { LaunchTemplateVersions: [version] = [] } = await ec2.send(
      new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId, Versions: ["$Latest"] }),
    );
    return version?.LaunchTemplateData?.InstanceType;
  } catch (error) {
    if ((error as Error).name.startsWith("InvalidLaunchTemplateId.")) {
      return undefined;
    }
    throw error;
  }
}
