import { type CloudWatchLogsClient, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { type DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import {
  DescribeAddressesCommand,
  DescribeFlowLogsCommand,
  DescribeInternetGatewaysCommand,
  DescribeNatGatewaysCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  type EC2Client,
} from "@aws-sdk/client-ec2";
import { DescribeRepositoriesCommand, type ECRClient, GetLifecyclePolicyCommand } from "@aws-sdk/client-ecr";
import {
  type IAMClient,
  ListAttachedRolePoliciesCommand,
  ListPoliciesCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
} from "@aws-sdk/client-iam";
import { DescribeKeyCommand, type KMSClient, ListAliasesCommand, ListKeysCommand } from "@aws-sdk/client-kms";
import { ListHostedZonesCommand, type Route53Client } from "@aws-sdk/client-route-53";
import type { Clients } from "../../local/providers/clients";

/** What is in an account of the types that project `base` creates: `<type> <id>`, as the provider names ids. */
export type Inventory = ReadonlySet<string>;

/** Asks the emulator itself, by other ways than the code under test. */
export async function inventory({
  ec2,
  iam,
  kms,
  ecr,
  logs,
  dynamodb,
  route53,
}: Clients): Promise<Inventory> {
  const found = await Promise.all([
    ofNetwork(ec2),
    ofAccess(iam),
    ofKeys(kms),
    ofImages(ecr),
    ofNames(logs, dynamodb, route53),
  ]);
  return new Set(found.flat().filter((one) => !one.endsWith(" undefined")));
}

/** What the state has of the types that {@link inventory} knows. */
export function inState(
  resources: readonly { readonly type: string; readonly id?: string; readonly delete?: boolean }[],
): Inventory {
  return new Set(
    resources
      .filter(
        ({ type }) => type.startsWith("aws:") && type !== "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
      )
      .map(({ type, id }) => `${type} ${id}`),
  );
}

async function ofNetwork(ec2: EC2Client): Promise<string[]> {
  const { Vpcs = [] } = await ec2.send(new DescribeVpcsCommand({}));
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
  const { InternetGateways = [] } = await ec2.send(new DescribeInternetGatewaysCommand({}));
  const { Addresses = [] } = await ec2.send(new DescribeAddressesCommand({}));
  const { NatGateways = [] } = await ec2.send(new DescribeNatGatewaysCommand({}));
  const { RouteTables = [] } = await ec2.send(new DescribeRouteTablesCommand({}));
  const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({}));
  const { SecurityGroupRules = [] } = await ec2.send(new DescribeSecurityGroupRulesCommand({}));
  const { FlowLogs = [] } = await ec2.send(new DescribeFlowLogsCommand({}));
  const { VpcEndpoints = [] } = await ec2.send(new DescribeVpcEndpointsCommand({}));
  const associations = RouteTables.flatMap(({ Associations = [] }) => Associations);
  const tables = RouteTables.filter(({ Associations = [] }) => !Associations.some(({ Main }) => Main));
  const groups = SecurityGroups.filter(({ GroupName }) => GroupName !== "default");
  const groupIds = new Set(groups.map(({ GroupId }) => GroupId));
  // A group that was just made allows everything out: the provider takes that away.
  const rules = SecurityGroupRules.filter(
    ({ GroupId, IsEgress, IpProtocol }) => groupIds.has(GroupId) && IsEgress && IpProtocol !== "-1",
  );
  return [
    ...Vpcs.map(({ VpcId }) => `aws:ec2/vpc:Vpc ${VpcId}`),
    ...Subnets.map(({ SubnetId }) => `aws:ec2/subnet:Subnet ${SubnetId}`),
    ...InternetGateways.map(
      ({ InternetGatewayId }) => `aws:ec2/internetGateway:InternetGateway ${InternetGatewayId}`,
    ),
    ...Addresses.map(({ AllocationId }) => `aws:ec2/eip:Eip ${AllocationId}`),
    ...NatGateways.filter(({ State }) => State === "available").map(
      ({ NatGatewayId }) => `aws:ec2/natGateway:NatGateway ${NatGatewayId}`,
    ),
    ...tables.map(({ RouteTableId }) => `aws:ec2/routeTable:RouteTable ${RouteTableId}`),
    ...tables.flatMap(({ RouteTableId, Routes = [] }) =>
      Routes.filter(({ Origin }) => Origin === "CreateRoute").map(
        // A gateway endpoint's route goes to a prefix list.
        ({ DestinationCidrBlock }) =>
          `aws:ec2/route:Route ${DestinationCidrBlock && `${RouteTableId}_${DestinationCidrBlock}`}`,
      ),
    ),
    ...associations
      .filter(({ Main }) => !Main)
      .map(
        ({ RouteTableAssociationId }) =>
          `aws:ec2/routeTableAssociation:RouteTableAssociation ${RouteTableAssociationId}`,
      ),
    ...groups.map(({ GroupId }) => `aws:ec2/securityGroup:SecurityGroup ${GroupId}`),
    ...rules.map(
      ({ SecurityGroupRuleId }) =>
        `aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule ${SecurityGroupRuleId}`,
    ),
    ...FlowLogs.map(({ FlowLogId }) => `aws:ec2/flowLog:FlowLog ${FlowLogId}`),
    ...VpcEndpoints.filter(({ State }) => State?.toLowerCase() === "available").map(
      ({ VpcEndpointId }) => `aws:ec2/vpcEndpoint:VpcEndpoint ${VpcEndpointId}`,
    ),
  ];
}

async function ofAccess(iam: IAMClient): Promise<string[]> {
  const { Roles = [] } = await iam.send(new ListRolesCommand({ MaxItems: 1000 }));
  const { Policies = [] } = await iam.send(new ListPoliciesCommand({ Scope: "Local", MaxItems: 1000 }));
  const ofRoles = await Promise.all(
    Roles.map(async ({ RoleName }) => {
      const inline = await unlessGone(iam.send(new ListRolePoliciesCommand({ RoleName })));
      const managed = await unlessGone(iam.send(new ListAttachedRolePoliciesCommand({ RoleName })));
      if (!inline || !managed) {
        return [];
      }
      return [
        `aws:iam/role:Role ${RoleName}`,
        ...(inline.PolicyNames ?? []).map((name) => `aws:iam/rolePolicy:RolePolicy ${RoleName}:${name}`),
        ...(managed.AttachedPolicies ?? []).map(
          ({ PolicyArn }) => `aws:iam/rolePolicyAttachment:RolePolicyAttachment ${RoleName}/${PolicyArn}`,
        ),
      ];
    }),
  );
  return [...ofRoles.flat(), ...Policies.map(({ Arn }) => `aws:iam/policy:Policy ${Arn}`)];
}

async function ofKeys(kms: KMSClient): Promise<string[]> {
  const { Keys = [] } = await kms.send(new ListKeysCommand({ Limit: 1000 }));
  const { Aliases = [] } = await kms.send(new ListAliasesCommand({ Limit: 100 }));
  const keys = await Promise.all(
    Keys.map(async ({ KeyId }) => (await kms.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata),
  );
  return [
    ...keys
      .filter((key) => key?.KeyState !== "PendingDeletion")
      .map((key) => `aws:kms/key:Key ${key?.KeyId}`),
    ...Aliases.map(({ AliasName }) => `aws:kms/alias:Alias ${AliasName}`),
  ];
}

async function ofImages(ecr: ECRClient): Promise<string[]> {
  const { repositories = [] } = await ecr.send(new DescribeRepositoriesCommand({}));
  const found = await Promise.all(
    repositories.map(async ({ repositoryName }) => {
      const policy = await unlessGone(ecr.send(new GetLifecyclePolicyCommand({ repositoryName })));
      return [
        `aws:ecr/repository:Repository ${repositoryName}`,
        `aws:ecr/lifecyclePolicy:LifecyclePolicy ${policy && repositoryName}`,
      ];
    }),
  );
  return found.flat();
}

async function ofNames(
  logs: CloudWatchLogsClient,
  dynamodb: DynamoDBClient,
  route53: Route53Client,
): Promise<string[]> {
  const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({}));
  const { TableNames = [] } = await dynamodb.send(new ListTablesCommand({}));
  const { HostedZones = [] } = await route53.send(new ListHostedZonesCommand({}));
  return [
    ...logGroups.map(({ logGroupName }) => `aws:cloudwatch/logGroup:LogGroup ${logGroupName}`),
    ...TableNames.map((name) => `aws:dynamodb/table:Table ${name}`),
    ...HostedZones.map(({ Id }) => `aws:route53/zone:Zone ${Id?.replace("/hostedzone/", "")}`),
  ];
}

/** What was listed a moment ago may be gone by now, while a run destroys it. */
async function unlessGone<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (/^(NoSuchEntity|(Repository|LifecyclePolicy)NotFound)/.test((error as Error).name)) {
      return undefined;
    }
    throw error;
  }
}
