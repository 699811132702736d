import type * as pulumi from "@pulumi/pulumi";
import { baseNames } from "../../contracts/base-names";
import { iamArn, type Place } from "./place";
import type { PolicyStatement } from "./policy-document";

export interface EnclaveRolePermissionsArgs {
  readonly place: Place;
  readonly boundaryArn: pulumi.Input<string>;
  readonly hostPolicyArn: pulumi.Input<string>;
}

const AUTO_SCALING = "autoscaling.amazonaws.com";

/**
 * What the runner may do with IAM: make roles for hosts below one path, always with the permissions boundary, and
 * never loosen it. So whatever a request contains, a host can never do more than the boundary says.
 */
export function enclaveRoleStatements(args: EnclaveRolePermissionsArgs): PolicyStatement[] {
  const { place } = args;
  const { enclaveRolePath } = baseNames(place.environment);
  const roles = iamArn(place, `role${enclaveRolePath}*`);
  const instanceProfiles = iamArn(place, `instance-profile${enclaveRolePath}*`);
  const bounded = { "iam:PermissionsBoundary": args.boundaryArn };
  return [
    {
      Sid: "CreateBoundedRoles",
      Effect: "Allow",
      Action: ["iam:CreateRole", "iam:PutRolePermissionsBoundary"],
      Resource: roles,
      Condition: { StringEquals: bounded },
    },
    {
      Sid: "GiveBoundedRolesPolicies",
      Effect: "Allow",
      Action: ["iam:DeleteRolePolicy", "iam:PutRolePolicy"],
      Resource: roles,
      Condition: { StringEquals: bounded },
    },
    {
      Sid: "AttachHostPolicy",
      Effect: "Allow",
      Action: ["iam:AttachRolePolicy", "iam:DetachRolePolicy"],
      Resource: roles,
      Condition: { StringEquals: bounded, ArnEquals: { "iam:PolicyARN": args.hostPolicyArn } },
    },
    {
      Sid: "ManageOwnRoles",
      Effect: "Allow",
      Action: [
        "iam:DeleteRole",
        "iam:GetRole",
        "iam:GetRolePolicy",
        "iam:ListAttachedRolePolicies",
        "iam:ListInstanceProfilesForRole",
        "iam:ListRolePolicies",
        "iam:ListRoleTags",
        "iam:TagRole",
        "iam:UntagRole",
        "iam:UpdateAssumeRolePolicy",
        "iam:UpdateRole",
      ],
      Resource: roles,
    },
    {
      Sid: "ManageOwnInstanceProfiles",
      Effect: "Allow",
      Action: [
        "iam:AddRoleToInstanceProfile",
        "iam:CreateInstanceProfile",
        "iam:DeleteInstanceProfile",
        "iam:GetInstanceProfile",
        "iam:RemoveRoleFromInstanceProfile",
        "iam:TagInstanceProfile",
        "iam:UntagInstanceProfile",
      ],
      Resource: instanceProfiles,
    },
    {
      Sid: "HandRolesToHosts",
      Effect: "Allow",
      Action: "iam:PassRole",
      Resource: roles,
      Condition: { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } },
    },
    {
      Sid: "FirstGroupOfAccount",
      Effect: "Allow",
      Action: "iam:CreateServiceLinkedRole",
      Resource: iamArn(place, `role/aws-service-role/${AUTO_SCALING}/AWSServiceRoleForAutoScaling`),
      Condition: { StringEquals: { "iam:AWSServiceName": AUTO_SCALING } },
    },
    ...neverLoosen(args),
  ];
}

/** Denials win over anything that another policy of the runner may one day allow. */
function neverLoosen(args: EnclaveRolePermissionsArgs): PolicyStatement[] {
  return [
    {
      Sid: "NeverRemoveBoundary",
      Effect: "Deny",
      Action: ["iam:DeleteRolePermissionsBoundary", "iam:DeleteUserPermissionsBoundary"],
      // A denial is wide on purpose.
      Resource: "*",
    },
    {
      Sid: "NeverSetOtherBoundary",
      Effect: "Deny",
      Action: ["iam:CreateRole", "iam:PutRolePermissionsBoundary"],
      // A denial is wide on purpose.
      Resource: "*",
      Condition: { StringNotEquals: { "iam:PermissionsBoundary": args.boundaryArn } },
    },
    {
      Sid: "NeverEditLimits",
      Effect: "Deny",
      Action: [
        "iam:CreatePolicyVersion",
        "iam:DeletePolicy",
        "iam:DeletePolicyVersion",
        "iam:SetDefaultPolicyVersion",
      ],
      Resource: [args.boundaryArn, args.hostPolicyArn],
    },
  ];
}
