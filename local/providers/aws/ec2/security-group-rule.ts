import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  DescribeSecurityGroupRulesCommand,
  type IpPermission,
  ModifySecurityGroupRulesCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from "@aws-sdk/client-ec2";

import type { Properties, ResourceType } from "../../resource";
import { equivalent } from "../../values";
import { tagMap } from "../tag-lists";
import { arnOf, ec2Type, tagSpecifications } from "./ec2-type";

/** One rule of a security group, as a resource of its own. */
function rule(direction: "ingress" | "egress"): ResourceType {
  const ingress = direction === "ingress";
  return ec2Type({
    inputs: {
      cidrIpv4: "leaf",
      cidrIpv6: "leaf",
      description: "leaf",
      fromPort: "leaf",
      ipProtocol: "leaf",
      prefixListId: "leaf",
      referencedSecurityGroupId: "leaf",
      securityGroupId: "leaf",
      toPort: "leaf",
    },
    required: ["ipProtocol", "securityGroupId"],
    replaceOn: ["securityGroupId"],
    create: async (inputs, { aws: { ec2 } }) => {
      const request = {
        GroupId: inputs.securityGroupId,
        IpPermissions: [permissionOf(inputs)],
        TagSpecifications: tagSpecifications("security-group-rule", inputs.tagsAll),
      };
      const { SecurityGroupRules } = ingress
        ? await ec2.send(new AuthorizeSecurityGroupIngressCommand(request))
        : await ec2.send(new AuthorizeSecurityGroupEgressCommand(request));
      return SecurityGroupRules?.[0]?.SecurityGroupRuleId;
    },
    describe: async (id, context) => {
      const { SecurityGroupRules } = await context.aws.ec2.send(
        new DescribeSecurityGroupRulesCommand({ SecurityGroupRuleIds: [id] }),
      );
      const [found] = SecurityGroupRules ?? [];
      if (!found || found.IsEgress === ingress) return undefined;
      const all = found.IpProtocol === "-1";
      return {
        arn: arnOf("security-group-rule", id, context),
        cidrIpv4: found.CidrIpv4,
        cidrIpv6: found.CidrIpv6,
        description: found.Description,
        fromPort: all ? undefined : found.FromPort,
        ipProtocol: found.IpProtocol,
        referencedSecurityGroupId: found.ReferencedGroupInfo?.GroupId,
        securityGroupId: found.GroupId,
        securityGroupRuleId: id,
        tagsAll: tagMap(found.Tags),
        toPort: all ? undefined : found.ToPort,
      };
    },
    update: async (SecurityGroupRuleId, news, olds, { aws }) => {
      const [now, before] = [ruleRequestOf(news), ruleRequestOf(olds)];
      if (equivalent(now, before)) return;
      await aws.ec2.send(
        new ModifySecurityGroupRulesCommand({
          GroupId: news.securityGroupId,
          SecurityGroupRules: [{ SecurityGroupRuleId, SecurityGroupRule: now }],
        }),
      );
    },
    remove: (id, { securityGroupId: GroupId }, { aws: { ec2 } }) => {
      const request = { GroupId, SecurityGroupRuleIds: [id] };
      return ingress
        ? ec2.send(new RevokeSecurityGroupIngressCommand(request))
        : ec2.send(new RevokeSecurityGroupEgressCommand(request));
    },
  });
}

export const securityGroupIngressRule = rule("ingress");
export const securityGroupEgressRule = rule("egress");

function permissionOf(inputs: Properties): IpPermission {
  const { description: Description } = inputs;
  return {
    IpProtocol: inputs.ipProtocol,
    FromPort: inputs.fromPort,
    ToPort: inputs.toPort,
    IpRanges: inputs.cidrIpv4 && [{ CidrIp: inputs.cidrIpv4, Description }],
    Ipv6Ranges: inputs.cidrIpv6 && [{ CidrIpv6: inputs.cidrIpv6, Description }],
    PrefixListIds: inputs.prefixListId && [{ PrefixListId: inputs.prefixListId, Description }],
    UserIdGroupPairs: inputs.referencedSecurityGroupId && [
      { GroupId: inputs.referencedSecurityGroupId, Description },
    ],
  };
}

function ruleRequestOf(inputs: Properties) {
  return {
    CidrIpv4: inputs.cidrIpv4,
    CidrIpv6: inputs.cidrIpv6,
    Description: inputs.description,
    FromPort: inputs.fromPort,
    IpProtocol: inputs.ipProtocol,
    PrefixListId: inputs.prefixListId,
    ReferencedGroupId: inputs.referencedSecurityGroupId,
    ToPort: inputs.toPort,
  };
}
