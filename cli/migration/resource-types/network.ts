import { belongsTo, joined, type ResourceTypes } from "../resource-type";
import { securityGroupRuleId } from "../security-group-rule-id";

const base = belongsTo("base");
const NAME_TAG = ["tags.Name"] as const;
const RULE = ["securityGroupId", "ipProtocol", "fromPort", "toPort", "cidrIpv4", "cidrIpv6", "prefixListId"];

/** The VPC, what is in it, and DNS. */
export const networkTypes: ResourceTypes = {
  aws_vpc: base("aws:ec2/vpc:Vpc", [["cidrBlock"], NAME_TAG]),
  aws_subnet: base("aws:ec2/subnet:Subnet", [["vpcId", "cidrBlock"], NAME_TAG]),
  aws_internet_gateway: base("aws:ec2/internetGateway:InternetGateway", [["vpcId"], NAME_TAG]),
  aws_eip: base("aws:ec2/eip:Eip", [NAME_TAG]),
  aws_nat_gateway: base("aws:ec2/natGateway:NatGateway", [["subnetId"], NAME_TAG]),
  aws_route_table: base("aws:ec2/routeTable:RouteTable", [NAME_TAG]),
  aws_route: base(
    "aws:ec2/route:Route",
    [["routeTableId", "destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId"]],
    {
      importId: (attributes) =>
        ["destination_cidr_block", "destination_ipv6_cidr_block", "destination_prefix_list_id"]
          .map((destination) => joined("_", "route_table_id", destination)(attributes))
          .find((id) => id !== undefined),
    },
  ),
  aws_route_table_association: base(
    "aws:ec2/routeTableAssociation:RouteTableAssociation",
    [["subnetId"], ["gatewayId"]],
    {
      importId: (attributes) =>
        joined("/", "subnet_id", "route_table_id")(attributes) ??
        joined("/", "gateway_id", "route_table_id")(attributes),
    },
  ),
  aws_vpc_endpoint: base("aws:ec2/vpcEndpoint:VpcEndpoint", [["vpcId", "serviceName"]]),
  aws_flow_log: base("aws:ec2/flowLog:FlowLog", [["vpcId"], NAME_TAG]),
  aws_security_group: base("aws:ec2/securityGroup:SecurityGroup", [["name"], NAME_TAG]),
  aws_default_security_group: base("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", [["vpcId"]]),
  aws_security_group_rule: base("aws:ec2/securityGroupRule:SecurityGroupRule", [], {
    importId: securityGroupRuleId,
  }),
  aws_vpc_security_group_ingress_rule: base("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", [
    RULE,
    ["securityGroupId", "description"],
  ]),
  aws_vpc_security_group_egress_rule: base("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", [
    RULE,
    ["securityGroupId", "description"],
  ]),
  aws_network_interface: base("aws:ec2/networkInterface:NetworkInterface", [NAME_TAG]),
  aws_route53_zone: base("aws:route53/zone:Zone", [["name", "comment"], ["name"]]),
  aws_route53_record: base("aws:route53/record:Record", [["zoneId", "name", "type"]], {
    importId: joined("_", "zone_id", "name", "type"),
  }),
};
