import { ec2Sdk, inVpc } from "../ec2-filters";
import { collect, type Finders, foundIds, repeatable, search } from "../finder";

/** Security groups are found by their name in the VPC, rules by what they allow. */
export const securityGroupFinders: Finders = {
  "aws:ec2/securityGroup:SecurityGroup": search(async ({ clients: { ec2 }, inputs }) => {
    const { paginateDescribeSecurityGroups } = ec2Sdk();
    const named = { Name: "group-name", Values: [String(inputs.name)] };
    const groups = await collect(
      paginateDescribeSecurityGroups({ client: ec2 }, { Filters: [...inVpc(inputs), named] }),
      (page) => page.SecurityGroups,
    );
    return foundIds(
      groups
        .filter(({ VpcId, GroupName }) => VpcId === inputs.vpcId && GroupName === inputs.name)
        .map(({ GroupId }) => GroupId),
    );
  }),
  // EC2 makes it with the VPC; "creating" it only takes it over.
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": repeatable,
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": rule(false),
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": rule(true),
};

/** A group has each rule once, whatever its tags: what it allows is its identity. */
function rule(egress: boolean) {
  return search(async ({ clients: { ec2 }, inputs }) => {
    const { paginateDescribeSecurityGroupRules } = ec2Sdk();
    const ofGroup = { Name: "group-id", Values: [String(inputs.securityGroupId)] };
    const rules = await collect(
      paginateDescribeSecurityGroupRules({ client: ec2 }, { Filters: [ofGroup] }),
      (page) => page.SecurityGroupRules,
    );
    const all = String(inputs.ipProtocol) === "-1";
    return foundIds(
      rules
        .filter(
          (found) =>
            found.GroupId === inputs.securityGroupId &&
            found.IsEgress === egress &&
            found.IpProtocol === String(inputs.ipProtocol) &&
            (all || (found.FromPort === inputs.fromPort && found.ToPort === inputs.toPort)) &&
            found.CidrIpv4 === inputs.cidrIpv4 &&
            found.CidrIpv6 === inputs.cidrIpv6 &&
            found.PrefixListId === inputs.prefixListId &&
            found.ReferencedGroupInfo?.GroupId === inputs.referencedSecurityGroupId,
        )
        .map(({ SecurityGroupRuleId }) => SecurityGroupRuleId),
    );
  });
}
