import {
  CreateTagsCommand,
  DeleteTagsCommand,
  type EC2Client,
  type ResourceType as TaggedType,
  type TagSpecification,
} from "@aws-sdk/client-ec2";

import type { Properties, ResourceContext, ResourceType, Shapes } from "../../resource";
import { tagList, updateTags } from "../tag-lists";

/** What differs between the resources of EC2 that have an id of their own and tags. */
interface Ec2Type extends Pick<ResourceType, "autoName" | "deleteBeforeReplace" | "required" | "volatile"> {
  readonly inputs: Shapes;
  readonly replaceOn?: readonly string[];
  /** Makes it, tagged with `tagsAll`, and gives its id. */
  create(inputs: Properties, context: ResourceContext): Promise<string | undefined>;
  /**
   * Output properties with `tagsAll`; undefined, or EC2's error, when it is gone. `known` is what was given or read
   * before, for what the emulator keeps no part of.
   */
  describe(id: string, context: ResourceContext, known: Properties): Promise<Properties | undefined>;
  /** Changes what is not a tag. */
  update?(id: string, news: Properties, olds: Properties, context: ResourceContext): Promise<unknown>;
  remove(id: string, known: Properties, context: ResourceContext): Promise<unknown>;
}

/** A resource of EC2 that has an id of its own and tags. */
export function ec2Type({ create, describe, update, remove, ...type }: Ec2Type): ResourceType {
  const outputsOf = async (id: string, context: ResourceContext, known: Properties) => {
    const { tagsAll: _, ...outputs } = (await describe(id, context, known)) ?? {};
    return outputs;
  };
  return {
    ...type,
    tagged: true,
    async create(inputs, context) {
      const id = (await create(inputs, context)) ?? "";
      return { id, outputs: await outputsOf(id, context, inputs) };
    },
    async read(id, known, context) {
      const outputs = await ifInEc2(describe(id, context, known));
      return outputs && { id, outputs };
    },
    async update(id, news, olds, context) {
      await update?.(id, news, olds, context);
      await updateEc2Tags(id, news, olds, context);
      return outputsOf(id, context, news);
    },
    async delete(id, known, context) {
      await ifInEc2(remove(id, known, context));
    },
  };
}

/** EC2's answer, or undefined when it says that what was asked about is not there. */
export async function ifInEc2<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && /NotFound(Exception)?$/.test(error.name)) return undefined;
    throw error;
  }
}

/** Tags for a request that makes something. */
export function tagSpecifications(
  ResourceType: TaggedType,
  tags: Readonly<Record<string, string>> | undefined,
): TagSpecification[] | undefined {
  return tags && [{ ResourceType, Tags: tagList(tags) }];
}

export function arnOf(kind: string, id: string, { region, accountId }: ResourceContext): string {
  return `arn:aws:ec2:${region}:${accountId}:${kind}/${id}`;
}

function updateEc2Tags(
  id: string,
  news: Properties,
  olds: Properties,
  { aws: { ec2 } }: ResourceContext,
): Promise<void> {
  return updateTags(
    news,
    olds,
    (tags) => setEc2Tags(ec2, id, tags),
    (keys) => ec2.send(new DeleteTagsCommand({ Resources: [id], Tags: keys.map((Key) => ({ Key })) })),
  );
}

/** Adds tags to what exists. */
export async function setEc2Tags(
  ec2: EC2Client,
  id: string,
  tags: Readonly<Record<string, string>> | undefined,
): Promise<void> {
  if (tags) await ec2.send(new CreateTagsCommand({ Resources: [id], Tags: tagList(tags) }));
}
