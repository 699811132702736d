import { belongsTo, joined, type ResourceTypes } from "../resource-type";

const base = belongsTo("base");

/** Roles, their permissions, and keys. */
export const accessTypes: ResourceTypes = {
  aws_iam_role: base("aws:iam/role:Role", [["name"]]),
  aws_iam_policy: base("aws:iam/policy:Policy", [["name"]], { importId: joined("", "arn") }),
  aws_iam_role_policy: base("aws:iam/rolePolicy:RolePolicy", [["role", "name"]], {
    importId: joined(":", "role", "name"),
  }),
  aws_iam_role_policy_attachment: base(
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    [["role", "policyArn"]],
    {
      importId: joined("/", "role", "policy_arn"),
    },
  ),
  aws_iam_instance_profile: base("aws:iam/instanceProfile:InstanceProfile", [["name"]]),
  aws_iam_openid_connect_provider: base("aws:iam/openIdConnectProvider:OpenIdConnectProvider", [["url"]], {
    importId: joined("", "arn"),
  }),
  aws_kms_key: base("aws:kms/key:Key", [["description"]]),
  aws_kms_alias: base("aws:kms/alias:Alias", [["name"]]),
};
