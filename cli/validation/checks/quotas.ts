import { ENVIRONMENTS } from "../../../contracts/environment";
import { functionLimits } from "../quotas/function-limits";
import type { Quota } from "../quotas/quota";
import { rolePolicies } from "../quotas/role-policies";
import { securityGroupRules } from "../quotas/security-group-rules";
import { subnetAddresses } from "../quotas/subnet-addresses";
import { registeredCheck } from "../registered-check";

const QUOTAS: readonly Quota[] = [subnetAddresses, securityGroupRules, rolePolicies, functionLimits];

export const quotas = registeredCheck(
  "quotas",
  "addresses of subnets, rules of security groups, policies of roles, functions, against AWS's limits",
  (registrations) =>
    ENVIRONMENTS.flatMap((environment) => {
      const resources = registrations
        .filter((each) => each.environment === environment)
        .flatMap((each) => each.resources);
      return QUOTAS.flatMap((quota) => quota(resources)).map((finding) => `${environment}: ${finding}`);
    }),
);
