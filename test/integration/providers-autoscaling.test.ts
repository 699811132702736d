import {
  DescribeAutoScalingGroupsCommand,
  DescribeInstanceRefreshesCommand,
} from "@aws-sdk/client-auto-scaling";
import { CreateLaunchTemplateCommand } from "@aws-sdk/client-ec2";
import * as aws from "@pulumi/aws";
import type { CustomResourceOptions } from "@pulumi/pulumi";
import { expect } from "chai";

import type { Clients } from "../../local/providers/clients";
import { itLivesThroughTheEngine } from "../support/provider-scenario";

let launchTemplateId = "";

async function prepare(clients: Clients): Promise<void> {
  const { LaunchTemplate } = await clients.ec2.send(
    new CreateLaunchTemplateCommand({
      LaunchTemplateName: "host",
      LaunchTemplateData: { InstanceType: "m6i.xlarge" },
    }),
  );
  launchTemplateId = LaunchTemplate?.LaunchTemplateId ?? "";
}

function program(
  options: CustomResourceOptions,
  version: string,
  args: Omit<aws.autoscaling.GroupArgs, "minSize" | "maxSize">,
): Record<string, unknown> {
  const group = new aws.autoscaling.Group(
    "host",
    {
      minSize: 1,
      maxSize: 1,
      vpcZoneIdentifiers: ["subnet-1", "subnet-2"],
      launchTemplate: { id: launchTemplateId, version },
      instanceRefresh: {
        strategy: "Rolling",
        preferences: { minHealthyPercentage: 0, instanceWarmup: "60" },
      },
      ...args,
    },
    options,
  );
  return { name: group.name };
}

describe("stand-ins of auto scaling", () => {
  itLivesThroughTheEngine({
    prepare,
    first: (options) =>
      program(options, "1", {
        healthCheckGracePeriod: 120,
        tags: [
          { key: "EnclaveId", value: "one", propagateAtLaunch: true },
          { key: "Name", value: "host", propagateAtLaunch: false },
        ],
      }),
    second: (options) =>
      program(options, "2", { tags: [{ key: "EnclaveId", value: "two", propagateAtLaunch: true }] }),
    changes: { update: 1 },
    async created(clients, { name }) {
      expect(name).to.match(/^host-[0-9a-f]{7}$/);
      const { AutoScalingGroups = [] } = await clients.autoscaling.send(
        new DescribeAutoScalingGroupsCommand({}),
      );
      expect(AutoScalingGroups[0]).to.include({
        DesiredCapacity: 1,
        HealthCheckGracePeriod: 120,
        VPCZoneIdentifier: "subnet-1,subnet-2",
      });
      expect(AutoScalingGroups[0]?.Instances).to.have.length(1);
      expect(AutoScalingGroups[0]?.Tags?.map(({ Key }) => Key)).to.have.members(["EnclaveId", "Name"]);
    },
    async updated(clients, { name }) {
      const { AutoScalingGroups = [] } = await clients.autoscaling.send(
        new DescribeAutoScalingGroupsCommand({}),
      );
      expect(AutoScalingGroups[0]?.HealthCheckGracePeriod).to.equal(300);
      expect(AutoScalingGroups[0]?.Tags?.map(({ Key, Value }) => [Key, Value])).to.deep.equal([
        ["EnclaveId", "two"],
      ]);
      const { InstanceRefreshes } = await clients.autoscaling.send(
        new DescribeInstanceRefreshesCommand({ AutoScalingGroupName: name }),
      );
      expect(InstanceRefreshes).to.have.length(1);
    },
    async destroyed(clients) {
      const { AutoScalingGroups } = await clients.autoscaling.send(new DescribeAutoScalingGroupsCommand({}));
      expect(AutoScalingGroups).to.deep.equal([]);
    },
  });
});
