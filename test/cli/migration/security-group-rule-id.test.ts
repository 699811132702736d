import { expect } from "chai";
import { securityGroupRuleId } from "../../../cli/migration/security-group-rule-id";

/** As Terraform has it: what is not used is null, false or empty. */
const RULE = {
  id: "sgrule-3141592653",
  security_group_id: "sg-1",
  type: "ingress",
  protocol: "tcp",
  from_port: 22,
  to_port: 22,
  cidr_blocks: null,
  ipv6_cidr_blocks: [],
  prefix_list_ids: null,
  self: false,
  source_security_group_id: null,
};

describe("securityGroupRuleId", () => {
  it("joins group, direction, protocol, ports and what the rule is open to", () => {
    const id = securityGroupRuleId({ ...RULE, cidr_blocks: ["10.1.0.0/16", "10.2.0.0/16"] });
    expect(id).to.equal("sg-1_ingress_tcp_22_22_10.1.0.0/16_10.2.0.0/16");
  });

  it("has the rule's own group, addresses and prefix lists together", () => {
    const id = securityGroupRuleId({
      ...RULE,
      self: true,
      cidr_blocks: ["10.1.0.0/16"],
      ipv6_cidr_blocks: ["2001:db8::/48"],
      prefix_list_ids: ["pl-1"],
    });
    expect(id).to.equal("sg-1_ingress_tcp_22_22_self_10.1.0.0/16_2001:db8::/48_pl-1");
  });

  it("has another group", () => {
    const id = securityGroupRuleId({ ...RULE, source_security_group_id: "sg-2" });
    expect(id).to.equal("sg-1_ingress_tcp_22_22_sg-2");
  });

  it("spells all protocols as a word, and keeps ports that are 0", () => {
    const all = { type: "egress", protocol: "-1", from_port: 0, to_port: 0, cidr_blocks: ["0.0.0.0/0"] };
    expect(securityGroupRuleId({ ...RULE, ...all })).to.equal("sg-1_egress_all_0_0_0.0.0.0/0");
  });

  it("is unknown when an attribute is missing", () => {
    const { protocol: _, ...incomplete } = { ...RULE, cidr_blocks: ["10.1.0.0/16"] };
    expect(securityGroupRuleId(incomplete)).to.equal(undefined);
    expect(securityGroupRuleId(RULE)).to.equal(undefined);
  });
});
