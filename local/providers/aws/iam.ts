import type { ServiceStandIns } from "../resource";
import { instanceProfile } from "./iam/instance-profile";
import { openIdConnectProvider } from "./iam/open-id-connect-provider";
import { getPolicy, policy } from "./iam/policy";
import { getRole, role } from "./iam/role";
import { rolePolicy } from "./iam/role-policy";
import { rolePolicyAttachment } from "./iam/role-policy-attachment";

/** IAM roles, policies and instance profiles. */
export const iam: ServiceStandIns = {
  resources: {
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": openIdConnectProvider,
    "aws:iam/policy:Policy": policy,
    "aws:iam/role:Role": role,
    "aws:iam/rolePolicy:RolePolicy": rolePolicy,
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": rolePolicyAttachment,
    "aws:iam/instanceProfile:InstanceProfile": instanceProfile,
  },
  functions: { "aws:iam/getPolicy:getPolicy": getPolicy, "aws:iam/getRole:getRole": getRole },
};
