import {
  CreateOpenIDConnectProviderCommand,
  DeleteOpenIDConnectProviderCommand,
  GetOpenIDConnectProviderCommand,
  TagOpenIDConnectProviderCommand,
  UntagOpenIDConnectProviderCommand,
} from "@aws-sdk/client-iam";
import type { ResourceType } from "../../resource";
import { tagList, tagMap, updateTags } from "../tag-lists";
import { ifInIam } from "./missing";

/** The emulator cannot change audiences: a change of them replaces, where the real provider updates. */
export const openIdConnectProvider: ResourceType = {
  inputs: { url: "leaf", clientIdLists: "leaf" },
  required: ["url", "clientIdLists"],
  replaceOn: ["url", "clientIdLists"],
  deleteBeforeReplace: true,
  tagged: true,
  async create(inputs, { aws: { iam } }) {
    const { OpenIDConnectProviderArn: arn = "" } = await iam.send(
      new CreateOpenIDConnectProviderCommand({
        Url: inputs.url,
        ClientIDList: inputs.clientIdLists,
        Tags: tagList(inputs.tagsAll),
      }),
    );
    return { id: arn, outputs: { arn } };
  },
  async read(arn, _known, { aws: { iam } }) {
    const found = await ifInIam(
      iam.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn })),
    );
    return (
      found && {
        id: arn,
        outputs: {
          arn,
          url: found.Url,
          clientIdLists: found.ClientIDList ?? [],
          tagsAll: tagMap(found.Tags),
        },
      }
    );
  },
  async update(OpenIDConnectProviderArn, news, olds, { aws: { iam } }) {
    await updateTags(
      news,
      olds,
      (tags) =>
        iam.send(new TagOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, Tags: tagList(tags) })),
      (TagKeys) => iam.send(new UntagOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, TagKeys })),
    );
    return {};
  },
  async delete(OpenIDConnectProviderArn, _known, { aws: { iam } }) {
    await ifInIam(iam.send(new DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn })));
  },
};
