import type { Attributes } from "./resource-type";

/** What a rule is open to, in the order in which an import id has it. */
const SOURCES = ["cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids"] as const;

/**
 * The id by which `pulumi import` finds a rule of the old kind: `sg-1_ingress_tcp_22_22_10.0.0.0/8`. Terraform's own,
 * `sgrule-…`, is a digest that AWS does not know.
 *
 * @returns undefined when an attribute is missing
 */
export function securityGroupRuleId(attributes: Attributes): string | undefined {
  const { self, source_security_group_id: group } = attributes;
  const rule = ["security_group_id", "type", "protocol", "from_port", "to_port"].map((name) =>
    part(attributes[name]),
  );
  const sources = [
    ...(self === true ? ["self"] : []),
    ...SOURCES.flatMap((name) => list(attributes[name])),
    ...list([group]),
  ];
  return rule.includes(undefined) || sources.length === 0 ? undefined : [...rule, ...sources].join("_");
}

function part(value: unknown): string | undefined {
  // "all" and -1 are the same protocol, and the id is documented with the word
  if (value === "-1") {
    return "all";
  }
  return typeof value === "number" || (typeof value === "string" && value !== "") ? `${value}` : undefined;
}

function list(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string" && item !== "") : [];
}
