import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  DescribeSecurityGroupsCommand,
  type EC2Client,
  type IpPermission,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from "@aws-sdk/client-ec2";

import type { FunctionType, Properties, ResourceContext, ResourceType } from "../../resource";
import { compact, equivalent } from "../../values";
import { tagMap } from "../tag-lists";
import { arnOf, ec2Type, setEc2Tags, tagSpecifications } from "./ec2-type";
import { FILTER_INPUTS, filtersOf, only } from "./filters";
import { canonical, permissionsOf, RULE_INPUTS, rulesOf } from "./ip-permissions";

const group = ec2Type({
  inputs: { description: "leaf", egress: RULE_INPUTS, ingress: RULE_INPUTS, name: "leaf", vpcId: "leaf" },
  required: ["vpcId"],
  autoName: "name",
  replaceOn: ["description", "name", "vpcId"],
  create: async (inputs, { aws: { ec2 } }) => {
    const { GroupId = "" } = await ec2.send(
      new CreateSecurityGroupCommand({
        GroupName: inputs.name,
        Description: inputs.description ?? "Managed by Pulumi",
        VpcId: inputs.vpcId,
        TagSpecifications: tagSpecifications("security-group", inputs.tagsAll),
      }),
    );
    // a new group allows all egress: the real provider takes that away
    await setRules(ec2, GroupId, { egress: [], ...inputs });
    return GroupId;
  },
  describe: describeGroup,
  update: (id, news, _olds, { aws }) => setRules(aws.ec2, id, news),
  remove: (GroupId, _known, { aws }) => aws.ec2.send(new DeleteSecurityGroupCommand({ GroupId })),
});

export const securityGroup: ResourceType = withRulesAsGiven(group);

/** The group that EC2 makes with a VPC: taken over with just the rules that the program lists, and left behind. */
export const defaultSecurityGroup: ResourceType = withRulesAsGiven(
  ec2Type({
    inputs: { egress: RULE_INPUTS, ingress: RULE_INPUTS, vpcId: "leaf" },
    required: ["vpcId"],
    replaceOn: ["vpcId"],
    create: async (inputs, { aws: { ec2 } }) => {
      const { SecurityGroups } = await ec2.send(
        new DescribeSecurityGroupsCommand({
          Filters: [
            { Name: "vpc-id", Values: [inputs.vpcId] },
            { Name: "group-name", Values: ["default"] },
          ],
        }),
      );
      const { GroupId = "" } = only(SecurityGroups, "default security group", { vpcId: inputs.vpcId });
      // Tags first, as the real provider has it: a policy may go by them.
      await setEc2Tags(ec2, GroupId, inputs.tagsAll);
      await setRules(ec2, GroupId, { ingress: [], egress: [], ...inputs });
      return GroupId;
    },
    describe: describeGroup,
    update: (id, news, _olds, { aws }) => setRules(aws.ec2, id, { ingress: [], egress: [], ...news }),
    remove: async () => undefined,
  }),
);

async function describeGroup(id: string, context: ResourceContext): Promise<Properties | undefined> {
  const { SecurityGroups } = await context.aws.ec2.send(
    new DescribeSecurityGroupsCommand({ GroupIds: [id] }),
  );
  const [found] = SecurityGroups ?? [];
  return (
    found && {
      arn: arnOf("security-group", id, context),
      description: found.Description,
      egress: rulesOf(found.IpPermissionsEgress, id),
      ingress: rulesOf(found.IpPermissions, id),
      name: found.GroupName,
      ownerId: found.OwnerId,
      tagsAll: tagMap(found.Tags),
      vpcId: found.VpcId,
    }
  );
}

/** Rules are a set: what EC2 answers keeps the program's form where it is the same set. */
function withRulesAsGiven(type: ResourceType): ResourceType {
  const asGiven = (id: string, outputs: Properties, given: Properties): Properties => {
    const form = (now: Properties[], rules: Properties[] | undefined) =>
      rules && equivalent(canonical(now, id), canonical(rules, id)) ? rules : now;
    return {
      ...outputs,
      ingress: form(outputs.ingress, given.ingress),
      egress: form(outputs.egress, given.egress),
    };
  };
  return {
    ...type,
    async create(inputs, context) {
      const { id, outputs } = await type.create(inputs, context);
      return { id, outputs: asGiven(id, outputs, inputs) };
    },
    async read(id, known, context) {
      const found = await type.read(id, known, context);
      return found && { id, outputs: asGiven(id, found.outputs, known) };
    },
    async update(id, news, olds, context) {
      const outputs = (await type.update?.(id, news, olds, context)) ?? {};
      return asGiven(id, outputs, news);
    },
  };
}

/** Brings a group's rules to the lists that are given; the other list belongs to rules of their own type. */
async function setRules(ec2: EC2Client, GroupId: string, { ingress, egress }: Properties): Promise<void> {
  const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [GroupId] }));
  const found = only(SecurityGroups, "security group", { GroupId });
  if (ingress) {
    const { added, revoked } = difference(found.IpPermissions, ingress, GroupId);
    if (revoked) await ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions: revoked }));
    if (added) await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: added }));
  }
  if (egress) {
    const { added, revoked } = difference(found.IpPermissionsEgress, egress, GroupId);
    if (revoked) await ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions: revoked }));
    if (added) await ec2.send(new AuthorizeSecurityGroupEgressCommand({ GroupId, IpPermissions: added }));
  }
}

function difference(now: readonly IpPermission[] = [], rules: readonly Properties[], groupId: string) {
  const before = permissionsOf(rulesOf(now, groupId), groupId);
  const wanted = permissionsOf(rules, groupId);
  const without = (all: readonly IpPermission[], others: readonly IpPermission[]) => {
    const left = all.filter((one) => !others.some((other) => equivalent(compact(one), compact(other))));
    return left.length > 0 ? left : undefined;
  };
  return { added: without(wanted, before), revoked: without(before, wanted) };
}

export const getSecurityGroup: FunctionType = {
  inputs: { ...FILTER_INPUTS, id: "leaf", name: "leaf", vpcId: "leaf" },
  invoke: async (args, { aws, region, accountId }) => {
    const { SecurityGroups } = await aws.ec2.send(
      new DescribeSecurityGroupsCommand({
        GroupIds: args.id && [args.id],
        Filters: [
          ...filtersOf(args, ["vpc-id", "group-name"]),
          ...(args.vpcId ? [{ Name: "vpc-id", Values: [args.vpcId] }] : []),
          ...(args.name ? [{ Name: "group-name", Values: [args.name] }] : []),
        ],
      }),
    );
    const found = only(SecurityGroups, "security group", args);
    return {
      id: found.GroupId,
      arn: `arn:aws:ec2:${region}:${accountId}:security-group/${found.GroupId}`,
      description: found.Description,
      name: found.GroupName,
      tags: tagMap(found.Tags),
      vpcId: found.VpcId,
    };
  },
};

export const getSecurityGroups: FunctionType = {
  inputs: FILTER_INPUTS,
  invoke: async (args, { aws, region, accountId }) => {
    const Filters = filtersOf(args, ["vpc-id", "group-name"]);
    const { SecurityGroups = [] } = await aws.ec2.send(new DescribeSecurityGroupsCommand({ Filters }));
    const ids = SecurityGroups.flatMap(({ GroupId }) => GroupId ?? []);
    return {
      id: region,
      ids,
      arns: ids.map((id) => `arn:aws:ec2:${region}:${accountId}:security-group/${id}`),
      vpcIds: SecurityGroups.map(({ VpcId }) => VpcId),
    };
  },
};
