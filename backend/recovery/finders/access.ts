import { collect, type Finders, foundIds, madeFromInputs, search } from "../finder";

/** IAM. */
export const accessFinders: Finders = {
  "aws:iam/role:Role": madeFromInputs("", "name"),
  "aws:iam/instanceProfile:InstanceProfile": madeFromInputs("", "name"),
  "aws:iam/rolePolicy:RolePolicy": madeFromInputs(":", "role", "name"),
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": madeFromInputs("/", "role", "policyArn"),
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": search(async ({ clients: { iam }, inputs }) => {
    const { ListOpenIDConnectProvidersCommand } =
      require("@aws-sdk/client-iam") as typeof import("@aws-sdk/client-iam");
    const { OpenIDConnectProviderList = [] } = await iam.send(new ListOpenIDConnectProvidersCommand({}));
    // An account has one for each address, whose host and path end the ARN.
    const end = `:oidc-provider/${String(inputs.url).replace(/^https:\/\//, "")}`;
    return foundIds(OpenIDConnectProviderList.map(({ Arn }) => Arn).filter((arn) => arn?.endsWith(end)));
  }),
  "aws:iam/policy:Policy": search(async ({ clients: { iam }, inputs }) => {
    const { paginateListPolicies } = require("@aws-sdk/client-iam") as typeof import("@aws-sdk/client-iam");
    const PathPrefix = inputs.path === undefined ? "/" : String(inputs.path);
    const policies = await collect(
      paginateListPolicies({ client: iam }, { Scope: "Local", PathPrefix }),
      (page) => page.Policies,
    );
    // An account has a policy's name once, whatever the path.
    return foundIds(policies.filter(({ PolicyName }) => PolicyName === inputs.name).map(({ Arn }) => Arn));
  }),
};
