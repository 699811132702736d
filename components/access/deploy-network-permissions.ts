import { type Place, regionalArn } from "./place";
import type { PolicyStatement } from "./policy-document";

const CREATE = [
  "AllocateAddress",
  "CreateFlowLogs",
  "CreateInternetGateway",
  "CreateNatGateway",
  "CreateRouteTable",
  "CreateSecurityGroup",
  "CreateSubnet",
  "CreateVpc",
  "CreateVpcEndpoint",
];

/** Creations of what has no tags of its own, changes, and deletions. */
const CHANGE = [
  "AssociateRouteTable",
  "AttachInternetGateway",
  "AuthorizeSecurityGroupEgress",
  "AuthorizeSecurityGroupIngress",
  "CreateRoute",
  "DeleteFlowLogs",
  "DeleteInternetGateway",
  "DeleteNatGateway",
  "DeleteRoute",
  "DeleteRouteTable",
  "DeleteSecurityGroup",
  "DeleteSubnet",
  "DeleteTags",
  "DeleteVpc",
  "DeleteVpcEndpoints",
  "DetachInternetGateway",
  "DisassociateAddress",
  "DisassociateRouteTable",
  "ModifySecurityGroupRules",
  "ModifySubnetAttribute",
  "ModifyVpcAttribute",
  "ModifyVpcEndpoint",
  "ReleaseAddress",
  "ReplaceRoute",
  "ReplaceRouteTableAssociation",
  "RevokeSecurityGroupEgress",
  "RevokeSecurityGroupIngress",
  "UpdateSecurityGroupRuleDescriptionsEgress",
  "UpdateSecurityGroupRuleDescriptionsIngress",
];

/**
 * What deploying base's network needs. Nothing in it has a name, so the tag tells whose it is: what is made must carry
 * the environment's, and only what carries it may be changed.
 */
export function deployNetworkStatements(place: Place): PolicyStatement[] {
  const made = { "aws:RequestTag/Environment": place.environment };
  const own = { "aws:ResourceTag/Environment": place.environment };
  const everything = regionalArn(place, "ec2", "*");
  return [
    {
      Sid: "CreateTagged",
      Effect: "Allow",
      Action: ec2(CREATE),
      Resource: everything,
      Condition: { StringEquals: made },
    },
    {
      Sid: "CreateInOwn",
      Effect: "Allow",
      Action: ec2(CREATE),
      Resource: everything,
      Condition: { StringEquals: own },
    },
    {
      Sid: "ChangeOwn",
      Effect: "Allow",
      Action: ec2([...CHANGE, "CreateTags"]),
      Resource: everything,
      Condition: { StringEquals: own },
    },
    {
      Sid: "AddTaggedRules",
      Effect: "Allow",
      Action: ec2(["AuthorizeSecurityGroupEgress", "AuthorizeSecurityGroupIngress"]),
      Resource: regionalArn(place, "ec2", "security-group-rule/*"),
      Condition: { StringEquals: made },
    },
    {
      Sid: "TagWhileCreating",
      Effect: "Allow",
      Action: "ec2:CreateTags",
      Resource: everything,
      Condition: {
        StringEquals: {
          ...made,
          "ec2:CreateAction": [...CREATE, "AuthorizeSecurityGroupEgress", "AuthorizeSecurityGroupIngress"],
        },
      },
    },
    {
      Sid: "AdoptDefaultSecurityGroup",
      Effect: "Allow",
      // AWS makes it with the VPC, without a tag. What another environment has tagged stays that one's.
      Action: "ec2:CreateTags",
      Resource: regionalArn(place, "ec2", "security-group/*"),
      Condition: { StringEquals: made, Null: { "aws:ResourceTag/Environment": "true" } },
    },
  ];
}

function ec2(actions: readonly string[]): readonly string[] {
  return actions.map((action) => `ec2:${action}`);
}
