import type { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import type { EC2Client } from "@aws-sdk/client-ec2";
import type { Environment } from "../../contracts/environment";
import { ec2Sdk } from "../recovery/ec2-filters";
import { enclaveFilters, enclaveOf } from "./enclave-tags";

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
  const Filters = enclaveFilters(environment);
  const found: HostGroup[] = [];
  for await (const page of paginateDescribeAutoScalingGroups({ client }, { Filters })) {
    for (const group of page.AutoScalingGroups ?? []) {
      const enclave = enclaveOf(group.Tags ?? [], environment);
      if (enclave !== undefined) {
        const template = group.LaunchTemplate?.LaunchTemplateId;
        found.push({ name: group.AutoScalingGroupName ?? "", enclave, template });
      }
    }
  }
  return found;
}

/** The instance type of the group's hosts; undefined when its template is gone: the host goes on without it. */
export async function hostTypeOf(ec2: EC2Client, { template }: HostGroup): Promise<string | undefined> {
  const { DescribeLaunchTemplateVersionsCommand } = ec2Sdk();
  if (template === undefined) {
    return undefined;
  }
  try {
    const { LaunchTemplateVersions: [version] = [] } = await ec2.send(
      new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId: template, Versions: ["$Latest"] }),
    );
    return version?.LaunchTemplateData?.InstanceType;
  } catch (error) {
    if ((error as Error).name.startsWith("InvalidLaunchTemplateId.")) {
      return undefined;
    }
    throw error;
  }
}
