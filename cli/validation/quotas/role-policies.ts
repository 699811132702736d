import type { Quota } from "./quota";

/** Managed policies that a role may have, unless the quota was raised. */
const MANAGED = 10;
/** Characters of all inline policies of a role together, without whitespace. */
const INLINE = 10_240;

const ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
const INLINE_POLICY = "aws:iam/rolePolicy:RolePolicy";

export const rolePolicies: Quota = (resources) => {
  const managed = new Map<string, number>();
  const inline = new Map<string, number>();
  for (const { type, inputs } of resources) {
    const role = String(inputs.role);
    if (type === ATTACHMENT) {
      managed.set(role, (managed.get(role) ?? 0) + 1);
    } else if (type === INLINE_POLICY) {
      inline.set(role, (inline.get(role) ?? 0) + String(inputs.policy).replace(/\s/g, "").length);
    }
  }
  return [
    ...above(managed, MANAGED, "managed policies"),
    ...above(inline, INLINE, "characters of inline policies"),
  ];
};

function above(counts: ReadonlyMap<string, number>, limit: number, what: string): readonly string[] {
  return [...counts]
    .filter(([, count]) => count > limit)
    .map(([role, count]) => `role ${role} has ${count} ${what}: AWS allows ${limit}`);
}
