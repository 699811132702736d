import type { IpPermission } from "@aws-sdk/client-ec2";

import type { Properties, Shapes } from "../../resource";

/** Rules that a security group itself lists, as `ingress` and `egress`. */
export const RULE_INPUTS: Shapes = {
  cidrBlocks: "leaf",
  description: "leaf",
  fromPort: "leaf",
  ipv6CidrBlocks: "leaf",
  prefixListIds: "leaf",
  protocol: "leaf",
  securityGroups: "leaf",
  self: "leaf",
  toPort: "leaf",
};

/** EC2's form of a group's own rules: one permission a source, so that they compare as sets. */
export function permissionsOf(rules: readonly Properties[] | undefined, groupId: string): IpPermission[] {
  return (rules ?? []).flatMap((rule) => {
    const { description: Description, protocol } = rule;
    const ports = protocol === "-1" ? {} : { FromPort: rule.fromPort, ToPort: rule.toPort };
    const groups: string[] = [...(rule.securityGroups ?? []), ...(rule.self ? [groupId] : [])];
    const sources: IpPermission[] = [
      ...(rule.cidrBlocks ?? []).map((CidrIp: string) => ({ IpRanges: [{ CidrIp, Description }] })),
      ...(rule.ipv6CidrBlocks ?? []).map((CidrIpv6: string) => ({ Ipv6Ranges: [{ CidrIpv6, Description }] })),
      ...(rule.prefixListIds ?? []).map((PrefixListId: string) => ({
        PrefixListIds: [{ PrefixListId, Description }],
      })),
      ...groups.map((GroupId) => ({ UserIdGroupPairs: [{ GroupId, Description }] })),
    ];
    return sources.map((source) => ({ IpProtocol: protocol, ...ports, ...source }));
  });
}

/** A group's rules as read, one a source. */
export function rulesOf(permissions: readonly IpPermission[] | undefined, groupId: string): Properties[] {
  return (permissions ?? []).flatMap((permission) => {
    const ports = { fromPort: permission.FromPort ?? 0, toPort: permission.ToPort ?? 0 };
    const rule = (source: Properties, description: string | undefined) => ({
      protocol: permission.IpProtocol,
      ...ports,
      ...source,
      ...(description && { description }),
    });
    return [
      ...(permission.IpRanges ?? []).map((range) => rule({ cidrBlocks: [range.CidrIp] }, range.Description)),
      ...(permission.Ipv6Ranges ?? []).map((range) =>
        rule({ ipv6CidrBlocks: [range.CidrIpv6] }, range.Description),
      ),
      ...(permission.PrefixListIds ?? []).map((list) =>
        rule({ prefixListIds: [list.PrefixListId] }, list.Description),
      ),
      ...(permission.UserIdGroupPairs ?? []).map((pair) =>
        rule(
          pair.GroupId === groupId ? { self: true } : { securityGroups: [pair.GroupId] },
          pair.Description,
        ),
      ),
    ];
  });
}

/** Permissions in one order and form, to compare what a program gave with what was read. */
export function canonical(rules: readonly Properties[] | undefined, groupId: string): string[] {
  return permissionsOf(rules, groupId)
    .map((permission) => JSON.stringify(permission))
    .sort();
}
