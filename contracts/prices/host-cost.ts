import { HOST_VOLUME_GIB } from "../host-types";
import { monthlyCost } from "./monthly-cost";
import type { MonthlyCost } from "./resource-cost";

/** What an enclave's host of an EC2 instance type costs in `region`, with its volume. */
export function hostCost(instanceType: string, region: string): MonthlyCost {
  const volumes = [{ ebs: { volumeType: "gp3", volumeSize: HOST_VOLUME_GIB } }];
  const host = { instanceType, blockDeviceMappings: volumes };
  return monthlyCost("aws:ec2/launchTemplate:LaunchTemplate", host, region);
}
