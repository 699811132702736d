import { randomUUID } from "node:crypto";

import {
  AssociateVPCWithHostedZoneCommand,
  type ChangeAction,
  ChangeResourceRecordSetsCommand,
  ChangeTagsForResourceCommand,
  CreateHostedZoneCommand,
  DeleteHostedZoneCommand,
  DisassociateVPCFromHostedZoneCommand,
  GetHostedZoneCommand,
  type HostedZone,
  ListResourceRecordSetsCommand,
  type ListResourceRecordSetsCommandOutput,
  ListTagsForResourceCommand,
  paginateListHostedZones,
  type ResourceRecordSet,
  type RRType,
  UpdateHostedZoneCommentCommand,
  type VPC,
  type VPCRegion,
} from "@aws-sdk/client-route-53";

import type {
  FunctionContext,
  FunctionType,
  Properties,
  Resource,
  ResourceContext,
  ResourceType,
  ServiceStandIns,
} from "../resource";
import { ifPresent, present } from "./presence";
import { tagList, tagMap, updateTags } from "./tag-lists";

const MISSING = "NoSuchHostedZone";

const zone: ResourceType = {
  inputs: { name: "leaf", comment: "leaf", vpcs: { vpcId: "leaf", vpcRegion: "leaf" }, forceDestroy: "leaf" },
  required: ["name"],
  replaceOn: ["name"],
  tagged: true,
  async create(inputs, context) {
    const { route53 } = context.aws;
    const [first, ...others] = vpcsOf(inputs, context);
    const { HostedZone } = await route53.send(
      new CreateHostedZoneCommand({
        Name: inputs.name,
        CallerReference: randomUUID(),
        HostedZoneConfig: { Comment: inputs.comment, PrivateZone: first !== undefined },
        VPC: first,
      }),
    );
    const id = bareId(HostedZone?.Id);
    for (const VPC of others) {
      await route53.send(new AssociateVPCWithHostedZoneCommand({ HostedZoneId: id, VPC }));
    }
    await setZoneTags(id, {}, inputs, context);
    return describedZone(id, context);
  },
  async read(id, _known, context) {
    return ifPresent(describedZone(id, context), MISSING);
  },
  async update(id, news, olds, context) {
    const { route53 } = context.aws;
    if (news.comment !== olds.comment) {
      await route53.send(new UpdateHostedZoneCommentCommand({ Id: id, Comment: news.comment ?? "" }));
    }
    const [now, before] = [vpcsOf(news, context), vpcsOf(olds, context)];
    for (const VPC of now.filter((vpc) => !includesVpc(before, vpc))) {
      await route53.send(new AssociateVPCWithHostedZoneCommand({ HostedZoneId: id, VPC }));
    }
    for (const VPC of before.filter((vpc) => !includesVpc(now, vpc))) {
      await route53.send(new DisassociateVPCFromHostedZoneCommand({ HostedZoneId: id, VPC }));
    }
    await setZoneTags(id, olds, news, context);
    return (await describedZone(id, context)).outputs;
  },
  async delete(Id, { forceDestroy }, context) {
    if (forceDestroy) await ifPresent(deleteAllRecords(Id, context), MISSING);
    await ifPresent(context.aws.route53.send(new DeleteHostedZoneCommand({ Id })), MISSING);
  },
};

function vpcsOf({ vpcs = [] }: Properties, { region }: ResourceContext): VPC[] {
  return vpcs.map(({ vpcId, vpcRegion }: Properties) => ({
    VPCId: vpcId,
    VPCRegion: (vpcRegion ?? region) as VPCRegion,
  }));
}

function includesVpc(list: readonly VPC[], { VPCId }: VPC): boolean {
  return list.some((vpc) => vpc.VPCId === VPCId);
}

async function setZoneTags(
  ResourceId: string,
  olds: Properties,
  news: Properties,
  { aws }: ResourceContext,
): Promise<void> {
  const zoneResource = { ResourceType: "hostedzone", ResourceId } as const;
  await updateTags(
    news,
    olds,
    (tags) => aws.route53.send(new ChangeTagsForResourceCommand({ ...zoneResource, AddTags: tagList(tags) })),
    (RemoveTagKeys) => aws.route53.send(new ChangeTagsForResourceCommand({ ...zoneResource, RemoveTagKeys })),
  );
}

/** Everything but the SOA and NS records of the zone itself, which live and die with it. */
async function deleteAllRecords(zoneId: string, context: ResourceContext): Promise<void> {
  const { HostedZone } = await context.aws.route53.send(new GetHostedZoneCommand({ Id: zoneId }));
  for (const set of await recordSets(zoneId, context)) {
    const ofZone = set.Name === HostedZone?.Name && (set.Type === "SOA" || set.Type === "NS");
    if (!ofZone) await changeRecord("DELETE", zoneId, set, context);
  }
}

async function describedZone(Id: string, { aws }: FunctionContext): Promise<Resource> {
  const answer = await aws.route53.send(new GetHostedZoneCommand({ Id }));
  const { ResourceTagSet } = await aws.route53.send(
    new ListTagsForResourceCommand({ ResourceType: "hostedzone", ResourceId: Id }),
  );
  const nameServers = answer.DelegationSet?.NameServers ?? [];
  return {
    id: Id,
    outputs: {
      zoneId: Id,
      arn: `arn:aws:route53:::hostedzone/${Id}`,
      name: withoutDot(answer.HostedZone?.Name),
      comment: answer.HostedZone?.Config?.Comment,
      nameServers: [...nameServers].sort(),
      primaryNameServer: nameServers[0] ?? "",
      vpcs: (answer.VPCs ?? []).map(({ VPCId, VPCRegion }) => ({ vpcId: VPCId, vpcRegion: VPCRegion })),
      tagsAll: tagMap(ResourceTagSet?.Tags),
    },
  };
}

const record: ResourceType = {
  inputs: {
    zoneId: "leaf",
    name: "leaf",
    type: "leaf",
    ttl: "leaf",
    records: "leaf",
    aliases: { name: "leaf", zoneId: "leaf", evaluateTargetHealth: "leaf" },
    allowOverwrite: "leaf",
  },
  required: ["zoneId", "name", "type"],
  replaceOn: ["zoneId", "name", "type"],
  deleteBeforeReplace: true,
  async create(inputs, context) {
    const action = inputs.allowOverwrite ? "UPSERT" : "CREATE";
    await changeRecord(action, inputs.zoneId, await recordSet(inputs, context), context);
    return present(await describedRecord(inputs, context), `record ${inputs.name} ${inputs.type}`);
  },
  async read(id, known, context) {
    const [zoneId, name, type] = id.split("_");
    const of = known.zoneId ? known : { zoneId, name, type };
    return ifPresent(describedRecord(of, context), MISSING);
  },
  async update(_id, news, _olds, context) {
    await changeRecord("UPSERT", news.zoneId, await recordSet(news, context), context);
    return present(await describedRecord(news, context), `record ${news.name} ${news.type}`).outputs;
  },
  async delete(_id, known, context) {
    const set = await ifPresent(currentRecordSet(known, context), MISSING);
    if (set) await changeRecord("DELETE", known.zoneId, set, context);
  },
};

async function recordSet(inputs: Properties, context: ResourceContext): Promise<ResourceRecordSet> {
  const [alias] = inputs.aliases ?? [];
  return {
    Name: await fullName(inputs, context),
    Type: inputs.type as RRType,
    TTL: inputs.ttl,
    ResourceRecords: inputs.records?.map((Value: string) => ({ Value })),
    AliasTarget: alias && {
      DNSName: alias.name,
      HostedZoneId: alias.zoneId,
      EvaluateTargetHealth: alias.evaluateTargetHealth,
    },
  };
}

/** A record's name may be given with or without its zone's. */
async function fullName({ zoneId, name }: Properties, { aws }: ResourceContext): Promise<string> {
  const { HostedZone } = await aws.route53.send(new GetHostedZoneCommand({ Id: zoneId }));
  const zoneName = withoutDot(HostedZone?.Name);
  const bare = withoutDot(name);
  return bare === zoneName || bare.endsWith(`.${zoneName}`) ? bare : `${bare}.${zoneName}`;
}

async function changeRecord(
  Action: ChangeAction,
  HostedZoneId: string,
  ResourceRecordSet: ResourceRecordSet,
  { aws }: ResourceContext,
): Promise<void> {
  const ChangeBatch = { Changes: [{ Action, ResourceRecordSet }] };
  await aws.route53.send(new ChangeResourceRecordSetsCommand({ HostedZoneId, ChangeBatch }));
}

async function recordSets(HostedZoneId: string, { aws }: ResourceContext): Promise<ResourceRecordSet[]> {
  const sets: ResourceRecordSet[] = [];
  let page: ListResourceRecordSetsCommandOutput | undefined;
  do {
    page = await aws.route53.send(
      new ListResourceRecordSetsCommand({
        HostedZoneId,
        StartRecordName: page?.NextRecordName,
        StartRecordType: page?.NextRecordType,
        StartRecordIdentifier: page?.NextRecordIdentifier,
      }),
    );
    sets.push(...(page.ResourceRecordSets ?? []));
  } while (page.IsTruncated);
  return sets;
}

/** The set as it is now: the service deletes only what is given exactly as it is. */
async function currentRecordSet(
  of: Properties,
  context: ResourceContext,
): Promise<ResourceRecordSet | undefined> {
  const name = await fullName(of, context);
  const sets = await recordSets(of.zoneId, context);
  return sets.find(({ Name, Type }) => Type === of.type && withoutDot(Name) === name);
}

async function describedRecord(of: Properties, context: ResourceContext): Promise<Resource | undefined> {
  const set = await currentRecordSet(of, context);
  if (!set) return undefined;
  const { zoneId, name, type } = of;
  const { AliasTarget: alias } = set;
  return {
    id: `${zoneId}_${name}_${type}`,
    outputs: {
      zoneId,
      name,
      type,
      fqdn: withoutDot(set.Name),
      ttl: set.TTL,
      records: set.ResourceRecords?.map(({ Value }) => Value),
      aliases: alias && [
        {
          name: withoutDot(alias.DNSName),
          zoneId: alias.HostedZoneId,
          evaluateTargetHealth: alias.EvaluateTargetHealth,
        },
      ],
    },
  };
}

const getZone: FunctionType = {
  inputs: { zoneId: "leaf", name: "leaf", privateZone: "leaf", vpcId: "leaf", tags: "map" },
  async invoke(args, context) {
    const candidates: Properties[] = [];
    for (const found of await hostedZones(args, context)) {
      const { outputs } = await describedZone(bareId(found.Id), context);
      if (matchesZone(args, outputs)) candidates.push({ ...outputs, ...zoneResult(found) });
    }
    const [match, another] = candidates;
    if (!match)
      throw new Error(`no Route 53 zone matches ${JSON.stringify(args)}: check name, tags and privateZone`);
    if (another)
      throw new Error(`several Route 53 zones match ${JSON.stringify(args)}: give zoneId or more tags`);
    const { tagsAll: tags, vpcs, ...others } = match;
    return { ...others, vpcId: args.vpcId ?? vpcs[0]?.vpcId, tags };
  },
};

async function hostedZones(
  { zoneId, name, privateZone, vpcId }: Properties,
  { aws }: FunctionContext,
): Promise<HostedZone[]> {
  const zones: HostedZone[] = [];
  for await (const page of paginateListHostedZones({ client: aws.route53 }, {})) {
    zones.push(...(page.HostedZones ?? []));
  }
  if (zoneId) return zones.filter(({ Id }) => bareId(Id) === bareId(zoneId));
  const isPrivate = Boolean(privateZone ?? vpcId);
  return zones.filter(
    ({ Name, Config }) =>
      Boolean(Config?.PrivateZone) === isPrivate && (!name || withoutDot(Name) === withoutDot(name)),
  );
}

function matchesZone({ vpcId, tags = {} }: Properties, { vpcs, tagsAll }: Properties): boolean {
  const inVpc = !vpcId || vpcs.some((vpc: Properties) => vpc.vpcId === vpcId);
  return inVpc && Object.entries(tags).every(([key, value]) => tagsAll[key] === value);
}

function zoneResult(found: HostedZone): Properties {
  return {
    id: bareId(found.Id),
    callerReference: found.CallerReference,
    privateZone: found.Config?.PrivateZone ?? false,
    resourceRecordSetCount: found.ResourceRecordSetCount,
    linkedServicePrincipal: found.LinkedService?.ServicePrincipal ?? "",
    linkedServiceDescription: found.LinkedService?.Description ?? "",
  };
}

function bareId(id = ""): string {
  return id.replace(/^\/hostedzone\//, "");
}

function withoutDot(name = ""): string {
  return name.replace(/\.$/, "");
}

/** Route 53. */
export const route53: ServiceStandIns = {
  resources: { "aws:route53/zone:Zone": zone, "aws:route53/record:Record": record },
  functions: { "aws:route53/getZone:getZone": getZone },
};
