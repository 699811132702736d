import { githubRoleName } from "../../contracts/github";
import { PRODUCT } from "../../contracts/names";
import { allow } from "./allow";
import { iamArn, type Place } from "./place";
import type { PolicyStatement } from "./policy-document";

/** Services that get a role of the environment's. */
const SERVICES = [
  "ecs-tasks.amazonaws.com",
  "events.amazonaws.com",
  "lambda.amazonaws.com",
  "states.amazonaws.com",
  "vpc-flow-logs.amazonaws.com",
];

const ROLES = [
  "AttachRolePolicy",
  "CreatePolicy",
  "CreatePolicyVersion",
  "CreateRole",
  "DeletePolicy",
  "DeletePolicyVersion",
  "DeleteRole",
  "DeleteRolePolicy",
  "DetachRolePolicy",
  "PutRolePolicy",
  "TagPolicy",
  "TagRole",
  "UntagPolicy",
  "UntagRole",
  "UpdateAssumeRolePolicy",
  "UpdateRole",
  "UpdateRoleDescription",
];

/** Roles and policies of the environment, but for those by which GitHub's jobs deploy. */
export function deployRoleStatements(place: Place): PolicyStatement[] {
  const prefix = `${PRODUCT}-${place.environment}-`;
  const roles = iamArn(place, `role/${prefix}*`);
  return [
    allow("Roles", "iam", ROLES, [roles, iamArn(place, `policy/${prefix}*`)]),
    {
      ...allow("HandRolesToServices", "iam", ["PassRole"], roles),
      Condition: { StringEquals: { "iam:PassedToService": SERVICES } },
    },
    {
      Sid: "KeepOwnLimits",
      Effect: "Deny",
      // Whoever deploys must not widen who may deploy.
      Action: ROLES.map((action) => `iam:${action}`),
      Resource: (["preview", "deploy"] as const).flatMap((access) => {
        const role = githubRoleName(place.environment, access);
        return [iamArn(place, `role/${role}`), iamArn(place, `policy/${role}-*`)];
      }),
    },
  ];
}
