import type { Quota } from "./quota";

/** AWS's quota for each direction of a security group, unless it was raised. */
const LIMIT = 60;

const DIRECTIONS: Readonly<Record<string, string>> = {
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": "inbound",
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": "outbound",
};

export const securityGroupRules: Quota = (resources) => {
  const counts = new Map<string, number>();
  for (const { type, inputs } of resources) {
    const direction = DIRECTIONS[type];
    if (direction !== undefined) {
      const key = `security group ${inputs.securityGroupId} has %d ${direction} rules`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return [...counts]
    .filter(([, count]) => count > LIMIT)
    .map(([text, count]) => `${text.replace("%d", String(count))}: AWS allows ${LIMIT}`);
};
