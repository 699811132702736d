import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import {
  DescribeInstancesCommand,
  DescribeLaunchTemplatesCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { IAMClient, ListInstanceProfilesCommand, ListRolesCommand } from "@aws-sdk/client-iam";
import {
  ListHostedZonesCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
} from "@aws-sdk/client-route-53";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { REQUEST_TAG } from "../../contracts/tags";
import { resourcesOfEnclave } from "../../local/leftovers";

/** Names that begin or end like those of enclave `vault`, or hold them. */
const OTHERS = ["vault-2", "my-vault", "vault-host"];
const PATH = { PathPrefix: "/hyperion/dev/enclave/" };

describe("resourcesOfEnclave", () => {
  const configuration = { region: "eu-west-1" };
  const clients = {
    ec2: new EC2Client(configuration),
    autoScaling: new AutoScalingClient(configuration),
    iam: new IAMClient(configuration),
    route53: new Route53Client(configuration),
  };
  const ec2 = mockClient(clients.ec2);
  const autoScaling = mockClient(clients.autoScaling);
  const iam = mockClient(clients.iam);
  const route53 = mockClient(clients.route53);

  /** AWS with the resources of these enclaves. */
  function holds(ids: readonly string[], state: "running" | "terminated" = "running"): void {
    const tagged = (id: string) => [{ Key: REQUEST_TAG, Value: id }];
    ec2.on(DescribeLaunchTemplatesCommand).resolves({
      LaunchTemplates: ids.map((id) => ({ LaunchTemplateId: `lt-${id}`, Tags: tagged(id) })),
    });
    ec2.on(DescribeInstancesCommand).resolves({
      Reservations: ids.map((id) => ({
        Instances: [{ InstanceId: `i-${id}`, State: { Name: state }, Tags: tagged(id) }],
      })),
    });
    ec2.on(DescribeNetworkInterfacesCommand).resolves({
      NetworkInterfaces: ids.map((id) => ({ NetworkInterfaceId: `eni-${id}`, TagSet: tagged(id) })),
    });
    ec2.on(DescribeSecurityGroupsCommand).resolves({
      SecurityGroups: [
        { GroupId: "sg-untagged" },
        ...ids.map((id) => ({ GroupId: `sg-${id}`, Tags: tagged(id) })),
      ],
    });
    autoScaling.on(DescribeAutoScalingGroupsCommand).resolves({
      AutoScalingGroups: ids.map((id) => ({
        AutoScalingGroupName: `asg-${id}`,
        MinSize: 1,
        MaxSize: 1,
        DesiredCapacity: 1,
        DefaultCooldown: 300,
        AvailabilityZones: [],
        HealthCheckType: "EC2",
        CreatedTime: new Date(0),
        Tags: tagged(id),
      })),
    });
    const made = { Path: PATH.PathPrefix, Arn: "arn", CreateDate: new Date(0) };
    iam.on(ListRolesCommand, PATH).resolves({
      Roles: ids.map((id) => ({ ...made, RoleName: `${id}-host-0123abc`, RoleId: id })),
    });
    iam.on(ListInstanceProfilesCommand, PATH).resolves({
      InstanceProfiles: ids.map((id) => ({
        ...made,
        InstanceProfileName: `${id}-host-4567def`,
        InstanceProfileId: id,
        Roles: [],
      })),
    });
    route53.on(ListHostedZonesCommand).resolves({
      HostedZones: [{ Id: "Z1", Name: "dev.hyperion.internal.", CallerReference: "zone" }],
    });
    route53.on(ListResourceRecordSetsCommand, { HostedZoneId: "Z1" }).resolves({
      ResourceRecordSets: ids.map((id) => ({ Name: `${id}.dev.hyperion.internal.`, Type: "A" })),
    });
  }

  beforeEach(() => {
    for (const mock of [ec2, autoScaling, iam, route53]) {
      mock.reset();
    }
  });

  it("names everything of the enclave, and nothing of others with names like it", async () => {
    holds([...OTHERS, "vault"]);
    expect(await resourcesOfEnclave(clients, "dev", "vault")).to.deep.equal([
      "launch template lt-vault",
      "instance i-vault (running)",
      "network interface eni-vault",
      "security group sg-vault",
      "auto scaling group asg-vault",
      "role vault-host-0123abc",
      "instance profile vault-host-4567def",
      "A record vault.dev.hyperion.internal.",
    ]);
  });

  it("finds nothing where only others are left", async () => {
    holds(OTHERS);
    expect(await resourcesOfEnclave(clients, "dev", "vault")).to.deep.equal([]);
  });

  it("counts no terminated instance, which AWS shows for an hour", async () => {
    holds(["vault"], "terminated");
    expect(await resourcesOfEnclave(clients, "dev", "vault")).not.to.include("instance i-vault (terminated)");
    expect(await resourcesOfEnclave(clients, "dev", "vault")).to.include("security group sg-vault");
  });
});
