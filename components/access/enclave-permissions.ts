import * as pulumi from "@pulumi/pulumi";
import { type Place, regionalArn } from "./place";
import type { Conditions, PolicyStatement } from "./policy-document";

export interface EnclavePermissionsArgs {
  readonly place: Place;
  readonly vpcId: pulumi.Input<string>;
  /** Subnets that hosts may be put into. */
  readonly hostSubnetIds: pulumi.Input<readonly string[]>;
  readonly zoneId: pulumi.Input<string>;
  /** Without a trailing dot. */
  readonly zoneName: string;
}

/** What project `enclave` reads, creates, changes and deletes, apart from IAM. */
export function enclaveStatements(args: EnclavePermissionsArgs): PolicyStatement[] {
  return [readAccount(), ...networkAndTemplate(args), ...hostGroup(args), ...dnsRecords(args)];
}

/** Conditions that a resource belongs to an enclave of this environment. */
export function ownedByEnclave(place: Place): Conditions {
  return {
    StringEquals: {
      "aws:ResourceTag/Environment": place.environment,
      "aws:ResourceTag/Scope": "enclave",
    },
  };
}

/** Conditions that what is made is tagged as an enclave's of this environment. */
function taggedForEnclave(place: Place): Conditions {
  return {
    StringEquals: {
      "aws:RequestTag/Environment": place.environment,
      "aws:RequestTag/Scope": "enclave",
    },
  };
}

function readAccount(): PolicyStatement {
  return {
    Sid: "ReadAccount",
    Effect: "Allow",
    Action: [
      "autoscaling:DescribeAutoScalingGroups",
      "autoscaling:DescribeInstanceRefreshes",
      "autoscaling:DescribeScalingActivities",
      "autoscaling:DescribeTags",
      "autoscaling:DescribeWarmPool",
      "ec2:DescribeInstances",
      "ec2:DescribeLaunchTemplateVersions",
      "ec2:DescribeLaunchTemplates",
      "ec2:DescribeNetworkInterfaces",
      "ec2:DescribeRouteTables",
      "ec2:DescribeSecurityGroupRules",
      "ec2:DescribeSecurityGroups",
      "ec2:DescribeSubnets",
      "ec2:DescribeTags",
      "ec2:DescribeVpcAttribute",
      "ec2:DescribeVpcs",
    ],
    // None of these has a resource type.
    Resource: "*",
  };
}

function networkAndTemplate(args: EnclavePermissionsArgs): PolicyStatement[] {
  const { place } = args;
  const own = ["launch-template/*", "network-interface/*", "security-group/*"].map((kind) =>
    ec2(place, kind),
  );
  const tagged = taggedForEnclave(place);
  return [
    {
      Sid: "CreateTagged",
      Effect: "Allow",
      Action: ["ec2:CreateLaunchTemplate", "ec2:CreateNetworkInterface", "ec2:CreateSecurityGroup"],
      Resource: own,
      Condition: tagged,
    },
    {
      Sid: "CreateInOurNetwork",
      Effect: "Allow",
      Action: ["ec2:CreateNetworkInterface", "ec2:CreateSecurityGroup"],
      Resource: pulumi
        .all([args.vpcId, hostSubnets(args)])
        .apply(([vpcId, subnets]) => [ec2(place, `vpc/${vpcId}`), ...subnets]),
    },
    {
      Sid: "TagWhileCreating",
      Effect: "Allow",
      Action: "ec2:CreateTags",
      Resource: [...own, ...["instance/*", "volume/*"].map((kind) => ec2(place, kind))],
      Condition: {
        StringEquals: {
          ...tagged.StringEquals,
          "ec2:CreateAction": [
            "CreateLaunchTemplate",
            "CreateNetworkInterface",
            "CreateSecurityGroup",
            "RunInstances",
          ],
        },
      },
    },
    {
      Sid: "ChangeOwn",
      Effect: "Allow",
      Action: [
        "ec2:AuthorizeSecurityGroupEgress",
        "ec2:AuthorizeSecurityGroupIngress",
        "ec2:CreateLaunchTemplateVersion",
        "ec2:CreateNetworkInterface",
        "ec2:CreateTags",
        "ec2:DeleteLaunchTemplate",
        "ec2:DeleteLaunchTemplateVersions",
        "ec2:DeleteNetworkInterface",
        "ec2:DeleteSecurityGroup",
        "ec2:DeleteTags",
        "ec2:DetachNetworkInterface",
        "ec2:ModifyLaunchTemplate",
        "ec2:ModifyNetworkInterfaceAttribute",
        "ec2:RevokeSecurityGroupEgress",
        "ec2:RevokeSecurityGroupIngress",
        "ec2:UpdateSecurityGroupRuleDescriptionsIngress",
      ],
      Resource: own,
      Condition: ownedByEnclave(place),
    },
    {
      Sid: "DetachFromHosts",
      Effect: "Allow",
      Action: "ec2:DetachNetworkInterface",
      Resource: ec2(place, "instance/*"),
      Condition: ownedByEnclave(place),
    },
  ];
}

/** Auto Scaling checks that whoever makes a group may launch what its template says. */
function hostGroup(args: EnclavePermissionsArgs): PolicyStatement[] {
  const { place } = args;
  const groups = regionalArn(place, "autoscaling", "autoScalingGroup:*:autoScalingGroupName/*");
  return [
    {
      Sid: "CreateGroups",
      Effect: "Allow",
      Action: "autoscaling:CreateAutoScalingGroup",
      Resource: groups,
      Condition: taggedForEnclave(place),
    },
    {
      Sid: "ChangeGroups",
      Effect: "Allow",
      Action: [
        "autoscaling:CancelInstanceRefresh",
        "autoscaling:CreateOrUpdateTags",
        "autoscaling:DeleteAutoScalingGroup",
        "autoscaling:DeleteTags",
        "autoscaling:SetInstanceProtection",
        "autoscaling:StartInstanceRefresh",
        "autoscaling:UpdateAutoScalingGroup",
      ],
      Resource: groups,
      Condition: ownedByEnclave(place),
    },
    {
      Sid: "LaunchByTemplate",
      Effect: "Allow",
      Action: "ec2:RunInstances",
      Resource: [
        ...["instance/*", "network-interface/*", "security-group/*", "volume/*"].map((kind) =>
          ec2(place, kind),
        ),
        // Amazon's images belong to no account of ours.
        `arn:aws:ec2:${place.region}::image/*`,
      ],
      Condition: { ArnLike: { "ec2:LaunchTemplate": ec2(place, "launch-template/*") } },
    },
    {
      Sid: "LaunchByOwnTemplate",
      Effect: "Allow",
      Action: "ec2:RunInstances",
      Resource: ec2(place, "launch-template/*"),
      Condition: ownedByEnclave(place),
    },
    {
      Sid: "LaunchInHostSubnets",
      Effect: "Allow",
      Action: "ec2:RunInstances",
      Resource: hostSubnets(args),
    },
    {
      Sid: "FindHostImage",
      Effect: "Allow",
      Action: ["ssm:GetParameter", "ssm:GetParameters"],
      Resource: `arn:aws:ssm:${place.region}::parameter/aws/service/ami-amazon-linux-latest/*`,
    },
  ];
}

function dnsRecords(args: EnclavePermissionsArgs): PolicyStatement[] {
  const zoneArn = pulumi.interpolate`arn:aws:route53:::hostedzone/${args.zoneId}`;
  return [
    {
      Sid: "ReadZone",
      Effect: "Allow",
      Action: ["route53:GetHostedZone", "route53:ListResourceRecordSets"],
      Resource: zoneArn,
    },
    {
      Sid: "ChangeAddressesInZone",
      Effect: "Allow",
      Action: "route53:ChangeResourceRecordSets",
      Resource: zoneArn,
      Condition: {
        "ForAllValues:StringEquals": { "route53:ChangeResourceRecordSetsRecordTypes": "A" },
        "ForAllValues:StringLike": {
          "route53:ChangeResourceRecordSetsNormalizedRecordNames": `*.${args.zoneName}`,
        },
      },
    },
    {
      Sid: "WaitForZone",
      Effect: "Allow",
      Action: "route53:GetChange",
      // The id of a change is only known when it has been made.
      Resource: "arn:aws:route53:::change/*",
    },
  ];
}

function hostSubnets(args: EnclavePermissionsArgs): pulumi.Output<string[]> {
  return pulumi
    .output(args.hostSubnetIds)
    .apply((subnetIds) => subnetIds.map((subnetId) => ec2(args.place, `subnet/${subnetId}`)));
}

function ec2(place: Place, resource: string): string {
  return regionalArn(place, "ec2", resource);
}
