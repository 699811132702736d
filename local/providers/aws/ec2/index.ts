import type { ServiceStandIns } from "../../resource";
import { getAvailabilityZones } from "./availability-zones";
import { flowLog } from "./flow-log";
import { eip, internetGateway, natGateway } from "./gateways";
import { launchTemplate } from "./launch-template";
import { networkInterface } from "./network-interface";
import { route, routeTable, routeTableAssociation } from "./route-table";
import { defaultSecurityGroup, getSecurityGroup, getSecurityGroups, securityGroup } from "./security-group";
import { securityGroupEgressRule, securityGroupIngressRule } from "./security-group-rule";
import { getSubnets, subnet } from "./subnet";
import { getVpc, vpc } from "./vpc";
import { vpcEndpoint } from "./vpc-endpoint";

/** EC2: networks, security groups and launch templates. */
export const ec2: ServiceStandIns = {
  resources: {
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": defaultSecurityGroup,
    "aws:ec2/eip:Eip": eip,
    "aws:ec2/flowLog:FlowLog": flowLog,
    "aws:ec2/internetGateway:InternetGateway": internetGateway,
    "aws:ec2/launchTemplate:LaunchTemplate": launchTemplate,
    "aws:ec2/natGateway:NatGateway": natGateway,
    "aws:ec2/networkInterface:NetworkInterface": networkInterface,
    "aws:ec2/route:Route": route,
    "aws:ec2/routeTable:RouteTable": routeTable,
    "aws:ec2/routeTableAssociation:RouteTableAssociation": routeTableAssociation,
    "aws:ec2/securityGroup:SecurityGroup": securityGroup,
    "aws:ec2/subnet:Subnet": subnet,
    "aws:ec2/vpc:Vpc": vpc,
    "aws:ec2/vpcEndpoint:VpcEndpoint": vpcEndpoint,
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": securityGroupEgressRule,
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": securityGroupIngressRule,
  },
  functions: {
    "aws:ec2/getSecurityGroup:getSecurityGroup": getSecurityGroup,
    "aws:ec2/getSecurityGroups:getSecurityGroups": getSecurityGroups,
    "aws:ec2/getSubnets:getSubnets": getSubnets,
    "aws:ec2/getVpc:getVpc": getVpc,
    "aws:index/getAvailabilityZones:getAvailabilityZones": getAvailabilityZones,
  },
};
