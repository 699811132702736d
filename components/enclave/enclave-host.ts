import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { HOST_VOLUME_GIB, type HostType } from "../../contracts/host-types";
import { assertRequestId } from "../../contracts/names";
import { type DefaultTags, FENCE_TAG, GENERATION_TAG, REQUEST_TAG } from "../../contracts/tags";
import { policyDocument } from "../access/policy-document";
import { serviceTrust } from "../access/service-trust";
import { allocation } from "./allocator";
import { userData } from "./user-data";

export interface EnclaveHostArgs {
  /** Id of the request; the first label of the host's DNS name. */
  readonly requestId: string;
  /** Of the request. */
  readonly generation: number;
  /** Of the lease under which the host is made or changed. */
  readonly fence: number;
  /** Container image of the enclave's program, by digest. */
  readonly image: string;
  readonly vcpus: number;
  /** In MiB. */
  readonly memoryMib: number;
  /** TCP ports of the enclave that the network may reach. */
  readonly ports: readonly number[];
  readonly hostType: Pick<HostType, "name" | "architecture">;
  readonly region: string;
  readonly vpcId: pulumi.Input<string>;
  /** Who may reach `ports`. */
  readonly vpcCidrBlock: pulumi.Input<string>;
  /** Where the host and its address live. */
  readonly subnetId: pulumi.Input<string>;
  /** What every host may reach. */
  readonly hostSecurityGroupId: pulumi.Input<string>;
  readonly zoneId: pulumi.Input<string>;
  /** Without a trailing dot. */
  readonly zoneName: pulumi.Input<string>;
  /** Key of the host's volume. */
  readonly dataKeyArn: pulumi.Input<string>;
  readonly boundaryArn: pulumi.Input<string>;
  /** Managed policy that every host role gets. */
  readonly hostPolicyArn: pulumi.Input<string>;
  /** Path of role and instance profile, with slashes at both ends. */
  readonly rolePath: pulumi.Input<string>;
  /** The provider's default tags: it does not give them to the group, nor to hosts and their volumes. */
  readonly defaultTags: DefaultTags;
  /** The requester's own tags. @default none */
  readonly tags?: Readonly<Record<string, string>>;
}

/** How long a new host may take before the group looks at its health. */
const GRACE_SECONDS = 300;

/** One Nitro enclave with its host: a group of one that replaces it, and an address that stays. */
export class EnclaveHost extends pulumi.ComponentResource {
  readonly dnsName: pulumi.Output<string>;
  readonly privateIp: pulumi.Output<string>;
  readonly networkInterfaceId: pulumi.Output<string>;
  readonly launchTemplateId: pulumi.Output<string>;
  readonly autoScalingGroupName: pulumi.Output<string>;
  readonly roleArn: pulumi.Output<string>;

  constructor(name: string, args: EnclaveHostArgs, opts?: pulumi.ComponentResourceOptions) {
    assertRequestId(args.requestId);
    super("fleet:enclave:EnclaveHost", name, {}, opts);
    const child = { parent: this };
    const tags = { ...args.tags, [REQUEST_TAG]: args.requestId };

    const securityGroup = reachableFromVpc(name, args, tags, child);
    const networkInterface = stableAddress(name, args, securityGroup, tags, child);
    const access = hostAccess(name, args, networkInterface, tags, child);
    const launchTemplate = template(name, args, networkInterface, access.instanceProfile, tags, child);
    const group = groupOfOne(name, args, launchTemplate, tags, { ...child, dependsOn: access.policies });
    const record = dnsRecord(name, args, networkInterface, child);

    this.dnsName = record.name;
    this.privateIp = networkInterface.privateIp;
    this.networkInterfaceId = networkInterface.id;
    this.launchTemplateId = launchTemplate.id;
    this.autoScalingGroupName = group.name;
    this.roleArn = access.role.arn;
    this.registerOutputs({
      dnsName: this.dnsName,
      privateIp: this.privateIp,
      networkInterfaceId: this.networkInterfaceId,
      launchTemplateId: this.launchTemplateId,
      autoScalingGroupName: this.autoScalingGroupName,
      roleArn: this.roleArn,
    });
  }
}

type Tags = Readonly<Record<string, string>>;

/** Only answers: what the host itself may reach is the host security group's affair. */
function reachableFromVpc(
  name: string,
  args: EnclaveHostArgs,
  tags: Tags,
  opts: pulumi.CustomResourceOptions,
): aws.ec2.SecurityGroup {
  return new aws.ec2.SecurityGroup(
    `${name}-ports`,
    {
      description: `Ports of enclave ${args.requestId}`,
      vpcId: args.vpcId,
      ingress: args.ports.map((port) => ({
        description: `Port ${port} of the enclave, from the VPC`,
        protocol: "tcp",
        fromPort: port,
        toPort: port,
        cidrBlocks: [args.vpcCidrBlock],
      })),
      tags: { ...tags, Name: `${name}-ports` },
    },
    opts,
  );
}

/**
 * Made before the host and kept when the group replaces it, so that the DNS name is true from the start. A group
 * cannot be given an existing interface: the host attaches it when it boots.
 */
function stableAddress(
  name: string,
  args: EnclaveHostArgs,
  securityGroup: aws.ec2.SecurityGroup,
  tags: Tags,
  opts: pulumi.CustomResourceOptions,
): aws.ec2.NetworkInterface {
  return new aws.ec2.NetworkInterface(
    `${name}-address`,
    {
      description: `Address of enclave ${args.requestId}`,
      subnetId: args.subnetId,
      securityGroups: [securityGroup.id],
      tags: { ...tags, Name: `${name}-address` },
    },
    opts,
  );
}

interface HostAccess {
  readonly role: aws.iam.Role;
  readonly instanceProfile: aws.iam.InstanceProfile;
  /** What the role may do; a host that boots before they are there cannot do its work. */
  readonly policies: pulumi.Resource[];
}

function hostAccess(
  name: string,
  args: EnclaveHostArgs,
  networkInterface: aws.ec2.NetworkInterface,
  tags: Tags,
  opts: pulumi.CustomResourceOptions,
): HostAccess {
  const role = new aws.iam.Role(
    `${name}-host`,
    {
      description: `Host of enclave ${args.requestId}`,
      path: args.rolePath,
      permissionsBoundary: args.boundaryArn,
      assumeRolePolicy: policyDocument([serviceTrust({ service: "ec2.amazonaws.com" })]),
      tags: { ...tags, Name: `${name}-host` },
    },
    opts,
  );
  const shared = new aws.iam.RolePolicyAttachment(
    `${name}-host-shared`,
    { role: role.name, policyArn: args.hostPolicyArn },
    opts,
  );
  const attach = new aws.iam.RolePolicy(
    `${name}-host-attach-address`,
    { role: role.name, policy: attachPolicy(args, networkInterface) },
    opts,
  );
  const instanceProfile = new aws.iam.InstanceProfile(
    `${name}-host`,
    { role: role.name, path: args.rolePath, tags: { ...tags, Name: `${name}-host` } },
    opts,
  );
  return { role, instanceProfile, policies: [shared, attach] };
}

/** AttachNetworkInterface is checked against both of its ends: this interface, and a host of this request. */
function attachPolicy(
  args: EnclaveHostArgs,
  networkInterface: aws.ec2.NetworkInterface,
): pulumi.Output<string> {
  return policyDocument([
    {
      Sid: "AttachOwnAddress",
      Effect: "Allow",
      Action: "ec2:AttachNetworkInterface",
      Resource: networkInterface.arn,
    },
    {
      Sid: "AttachToOwnHost",
      Effect: "Allow",
      Action: "ec2:AttachNetworkInterface",
      // The instance's id is not known before it boots: the tags say whose it is.
      Resource: networkInterface.arn.apply((arn) => arn.replace(/:network-interface\/.*$/, ":instance/*")),
      Condition: {
        StringEquals: {
          "aws:ResourceTag/Environment": args.defaultTags.Environment,
          "aws:ResourceTag/Scope": args.defaultTags.Scope,
          [`aws:ResourceTag/${REQUEST_TAG}`]: args.requestId,
        },
      },
    },
  ]);
}

function template(
  name: string,
  args: EnclaveHostArgs,
  networkInterface: aws.ec2.NetworkInterface,
  instanceProfile: aws.iam.InstanceProfile,
  tags: Tags,
  opts: pulumi.CustomResourceOptions,
): aws.ec2.LaunchTemplate {
  const ownTags = { ...tags, Name: `${name}-host` };
  const hostTags = { ...ownTags, ...args.defaultTags };
  return new aws.ec2.LaunchTemplate(
    `${name}-host`,
    {
      description: `Host of enclave ${args.requestId}`,
      updateDefaultVersion: true,
      // The newest image whenever a host is made; AWS looks the parameter up.
      imageId: `resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${args.hostType.architecture}`,
      instanceType: args.hostType.name,
      iamInstanceProfile: { arn: instanceProfile.arn },
      vpcSecurityGroupIds: [args.hostSecurityGroupId],
      enclaveOptions: { enabled: true },
      // One hop: nothing on the host but its own processes gets the host's credentials.
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      monitoring: { enabled: true },
      blockDeviceMappings: [
        {
          deviceName: "/dev/xvda",
          ebs: {
            volumeType: "gp3",
            volumeSize: HOST_VOLUME_GIB,
            encrypted: "true",
            kmsKeyId: args.dataKeyArn,
            deleteOnTermination: "true",
          },
        },
      ],
      userData: networkInterface.id.apply((networkInterfaceId) => encodedUserData(args, networkInterfaceId)),
      tagSpecifications: ["instance", "volume"].map((resourceType) => ({ resourceType, tags: hostTags })),
      tags: ownTags,
    },
    opts,
  );
}

function encodedUserData(args: EnclaveHostArgs, networkInterfaceId: string): string {
  const script = userData({
    requestId: args.requestId,
    image: args.image,
    allocation: allocation(args),
    ports: args.ports,
    networkInterfaceId,
    region: args.region,
  });
  return Buffer.from(script).toString("base64");
}

function groupOfOne(
  name: string,
  args: EnclaveHostArgs,
  launchTemplate: aws.ec2.LaunchTemplate,
  tags: Tags,
  opts: pulumi.CustomResourceOptions,
): aws.autoscaling.Group {
  return new aws.autoscaling.Group(
    `${name}-host`,
    {
      minSize: 1,
      maxSize: 1,
      desiredCapacity: 1,
      // The address belongs to one subnet, so the host does too.
      vpcZoneIdentifiers: [args.subnetId],
      launchTemplate: {
        id: launchTemplate.id,
        version: launchTemplate.latestVersion.apply((version) => String(version)),
      },
      healthCheckType: "EC2",
      healthCheckGracePeriod: GRACE_SECONDS,
      // A new template means a new host; with one address the old one has to go first.
      instanceRefresh: { strategy: "Rolling", preferences: { minHealthyPercentage: 0 } },
      tags: groupTags(name, args, tags),
    },
    opts,
  );
}

/** Who wrote last is told by the group alone: in the template's tags it would be a new host at every run. */
function groupTags(
  name: string,
  args: EnclaveHostArgs,
  tags: Tags,
): { readonly key: string; readonly value: string; readonly propagateAtLaunch: false }[] {
  const lastWrite = { [GENERATION_TAG]: String(args.generation), [FENCE_TAG]: String(args.fence) };
  const all = { ...tags, ...args.defaultTags, ...lastWrite, Name: `${name}-host` };
  return Object.entries(all).map(([key, value]) => ({ key, value, propagateAtLaunch: false }));
}

function dnsRecord(
  name: string,
  args: EnclaveHostArgs,
  networkInterface: aws.ec2.NetworkInterface,
  opts: pulumi.CustomResourceOptions,
): aws.route53.Record {
  return new aws.route53.Record(
    `${name}-name`,
    {
      zoneId: args.zoneId,
      name: pulumi.interpolate`${args.requestId}.${args.zoneName}`,
      type: "A",
      ttl: 60,
      records: [networkInterface.privateIp],
    },
    opts,
  );
}
