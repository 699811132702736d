import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  DeleteInstanceProfileCommand,
  GetInstanceProfileCommand,
  RemoveRoleFromInstanceProfileCommand,
  TagInstanceProfileCommand,
  UntagInstanceProfileCommand,
} from "@aws-sdk/client-iam";

import type { ResourceType } from "../../resource";
import { tagList, tagMap, updateTags } from "../tag-lists";
import { ifInIam } from "./missing";

export const instanceProfile: ResourceType = {
  inputs: { name: "leaf", path: "leaf", role: "leaf" },
  autoName: "name",
  replaceOn: ["name", "path"],
  tagged: true,
  async create(inputs, { aws }) {
    const { InstanceProfile: made } = await aws.iam.send(
      new CreateInstanceProfileCommand({
        InstanceProfileName: inputs.name,
        Path: inputs.path,
        Tags: tagList(inputs.tagsAll),
      }),
    );
    if (inputs.role) {
      await aws.iam.send(
        new AddRoleToInstanceProfileCommand({ InstanceProfileName: inputs.name, RoleName: inputs.role }),
      );
    }
    return {
      id: inputs.name,
      outputs: {
        arn: made?.Arn,
        createDate: made?.CreateDate?.toISOString(),
        path: made?.Path,
        uniqueId: made?.InstanceProfileId,
      },
    };
  },
  async read(name, _known, { aws }) {
    const answer = await ifInIam(aws.iam.send(new GetInstanceProfileCommand({ InstanceProfileName: name })));
    const found = answer?.InstanceProfile;
    return (
      found && {
        id: name,
        outputs: {
          arn: found.Arn,
          createDate: found.CreateDate?.toISOString(),
          name,
          path: found.Path,
          role: found.Roles?.[0]?.RoleName,
          tagsAll: tagMap(found.Tags),
          uniqueId: found.InstanceProfileId,
        },
      }
    );
  },
  async update(InstanceProfileName, news, olds, { aws: { iam } }) {
    if (news.role !== olds.role) {
      if (olds.role) {
        await iam.send(
          new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName, RoleName: olds.role }),
        );
      }
      if (news.role) {
        await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName: news.role }));
      }
    }
    await updateTags(
      news,
      olds,
      (tags) => iam.send(new TagInstanceProfileCommand({ InstanceProfileName, Tags: tagList(tags) })),
      (TagKeys) => iam.send(new UntagInstanceProfileCommand({ InstanceProfileName, TagKeys })),
    );
    return {};
  },
  async delete(InstanceProfileName, { role: RoleName }, { aws }) {
    if (RoleName) {
      await ifInIam(
        aws.iam.send(new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName, RoleName })),
      );
    }
    await ifInIam(aws.iam.send(new DeleteInstanceProfileCommand({ InstanceProfileName })));
  },
};
