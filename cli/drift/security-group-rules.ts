import { isDeepStrictEqual } from "node:util";
import type { ResourceValues } from "../engine/engine";

type Values = Readonly<Record<string, unknown>>;

/** What one rule allows, in one form for the rules that a group lists and for those that are resources. */
interface Rule {
  readonly protocol: string;
  /** Absent where the protocol has none, or all are allowed. */
  readonly fromPort?: number;
  readonly toPort?: number;
  /** A CIDR block, a prefix list's id or a group's. */
  readonly peer: string;
}

/** Lists of a group that the provider reads whether or not the program gives them. */
const DIRECTIONS = { ingress: "from", egress: "to" } as const;

/** Types of rules that are resources of their own. */
const RULE_TYPES = {
  ingress: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  egress: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
} as const;

export interface StateResource {
  readonly type: string;
  readonly deployed: ResourceValues;
  readonly found?: ResourceValues;
}

/**
 * Rules of a group that no resource of its stack accounts for, by the path that they are shown under.
 *
 * @param id of the group
 */
export function foreignRules(
  id: string,
  { deployed, found }: StateResource,
  stack: readonly StateResource[],
): ReadonlyMap<string, Rule> {
  const foreign = new Map<string, Rule>();
  for (const direction of ["ingress", "egress"] as const) {
    // What the program lists, the engine compares itself.
    const listed = direction in deployed.inputs ? [] : found?.outputs[direction];
    const own = stack
      .filter(({ type }) => type === RULE_TYPES[direction])
      .flatMap((rule) => [rule.deployed.inputs, rule.found?.inputs ?? {}])
      .filter(({ securityGroupId }) => securityGroupId === id)
      .map(ruleOfResource);
    for (const rule of rulesOfGroup(id, listed)) {
      if (!own.some((candidate) => isDeepStrictEqual(candidate, rule))) {
        foreign.set(`${direction}["${describe(rule, direction)}"]`, rule);
      }
    }
  }
  return foreign;
}

/** The provider puts rules with equal ports and description into one. */
function rulesOfGroup(id: string, listed: unknown): readonly Rule[] {
  const rules = Array.isArray(listed) ? (listed as readonly Values[]) : [];
  return rules.flatMap((rule) => {
    const peers = ["cidrBlocks", "ipv6CidrBlocks", "prefixListIds", "securityGroups"].flatMap(
      (key) => (rule[key] ?? []) as readonly string[],
    );
    return [...peers, ...(rule.self === true ? [id] : [])].map((peer) =>
      ruleOf(rule.protocol, rule.fromPort, rule.toPort, peer),
    );
  });
}

function ruleOfResource(rule: Values): Rule {
  const peer = rule.cidrIpv4 ?? rule.cidrIpv6 ?? rule.prefixListId ?? rule.referencedSecurityGroupId;
  return ruleOf(rule.ipProtocol, rule.fromPort, rule.toPort, peer);
}

function ruleOf(protocol: unknown, fromPort: unknown, toPort: unknown, peer: unknown): Rule {
  const all = { protocol: String(protocol), peer: String(peer) };
  return all.protocol === "-1" ? all : { ...all, fromPort: Number(fromPort), toPort: Number(toPort) };
}

/** `tcp 22 from 0.0.0.0/0` */
function describe({ protocol, fromPort, toPort, peer }: Rule, direction: keyof typeof DIRECTIONS): string {
  const ports = fromPort === undefined ? "" : ` ${fromPort === toPort ? fromPort : `${fromPort}-${toPort}`}`;
  return `${protocol === "-1" ? "everything" : protocol}${ports} ${DIRECTIONS[direction]} ${peer}`;
}
